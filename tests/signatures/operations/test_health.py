"""Ready means that signatures can be taken; everything else is a problem with a name."""

import socket
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.db.models import F
from pytest_django import Settings

from appeal.models import Appeal
from signatures.enums import EmailState
from signatures.mail import outbox
from signatures.mail.backlog import backlog, oldest_age
from signatures.mail.delivery import deliver_due
from signatures.models import OutboundEmail
from signatures.models.clock import database_now
from signatures.operations.health import OUTBOX_LATE_SECONDS, Health, check_health
from tests.factories import make_signature
from tests.signatures.mail.conftest import UseServer, use_server
from tests.signatures.mail.promises import due_in, promise
from tests.signatures.mail.sink import HOST
from tests.signatures.threads import at_once

__all__ = ["use_server"]  # a fixture

pytestmark = pytest.mark.django_db

QUESTIONS = "is a worker running, does the mail server answer?"


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
        (timedelta(seconds=OUTBOX_LATE_SECONDS + 1), [f"2 mails wait: {QUESTIONS}"]),
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


@pytest.mark.requirement("R-29")
def test_mail_server_that_is_away_is_a_problem_and_what_waits_for_other_reasons_is_none(
    appeal: Appeal, use_server: UseServer, unused_port: int
) -> None:
    """Each mail is put off by ten seconds, again and again: by its due time none is late."""
    waiting, paced, _taken_out = (
        promise(make_signature(appeal), due_in=when, last_error=error)
        for when, error in (
            (timedelta(seconds=-1), ""),
            (timedelta(hours=1), "ConnectionRefusedError"),
            (timedelta(hours=1), outbox.TAKEN_OUT),
        )
    )
    OutboundEmail.objects.filter(pk=paced.pk).update(paced_at=F("due_at"))
    OutboundEmail.objects.update(created_at=database_now() - timedelta(minutes=10))
    use_server(unused_port)

    deliver_due()

    assert due_in(waiting) > timedelta(0)
    assert check_health() == Health(ready=True, problems=[f"1 mails wait: {QUESTIONS}"])
    assert backlog(database_now()).oldest_age > timedelta(minutes=9)
    assert oldest_age(database_now()) == timedelta(0)


def test_health_asked_many_times_at_once_is_the_same_for_all() -> None:
    outcomes = at_once(*[partial(check_health)] * 4)

    assert outcomes == [Health(ready=True, problems=[])] * 4
