"""Ready means that signatures can be taken; everything else is a problem with a name."""

import socket
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from pytest_django import Settings

from appeal.models import Appeal
from signatures.enums import EmailState
from signatures.operations.health import OUTBOX_LATE_SECONDS, Health, check_health
from tests.factories import make_signature
from tests.signatures.mail.promises import promise
from tests.signatures.mail.sink import HOST
from tests.signatures.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def unused_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        port: int = server.getsockname()[1]
    return port


def test_installation_in_order_is_ready() -> None:
    assert check_health() == Health(ready=True, problems=[])


@pytest.mark.parametrize("app", ["signatures", "appeal", "accounts"])
def test_missing_migration_is_not_ready(app: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = %s", [app])

    assert check_health() == Health(
        ready=False, problems=["migrations are missing: run manage.py migrate"]
    )


def test_database_that_is_away_is_not_ready(unused_port: int) -> None:
    def ask_elsewhere() -> Health:
        # The connection of this thread only.
        elsewhere = {"HOST": HOST, "PORT": unused_port}
        connection.settings_dict = {**connection.settings_dict, **elsewhere}
        return check_health()

    [health] = at_once(ask_elsewhere)

    assert health == Health(ready=False, problems=["PostgreSQL does not answer"])


def test_redis_that_is_away_is_a_problem_and_ready(settings: Settings, unused_port: int) -> None:
    default = {**settings.CACHES["default"], "LOCATION": f"redis://{HOST}:{unused_port}/0"}
    settings.CACHES = {"default": default}

    assert check_health() == Health(
        ready=True, problems=["Redis does not answer: mails are slower, sign-in is closed"]
    )


@pytest.mark.parametrize(
    ("late", "problems"),
    [
        (timedelta(seconds=OUTBOX_LATE_SECONDS - 60), []),
        (timedelta(seconds=OUTBOX_LATE_SECONDS + 1), ["2 mails wait: is a worker running?"]),
    ],
)
def test_late_mail_is_a_problem_and_ready(
    appeal: Appeal, late: timedelta, problems: list[str]
) -> None:
    signature = make_signature(appeal)
    for _ in range(2):
        promise(signature, due_in=-late)
    promise(signature, due_in=timedelta(hours=-5), state=EmailState.DEAD)

    assert check_health() == Health(ready=True, problems=problems)


def test_health_asked_many_times_at_once_is_the_same_for_all() -> None:
    outcomes = at_once(*[partial(check_health)] * 4)

    assert outcomes == [Health(ready=True, problems=[])] * 4
