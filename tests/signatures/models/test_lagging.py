"""Reads that may lag, with a real hot standby of the tests' own PostgreSQL."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections, router
from django.test import Client
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from appeal.models import Appeal
from signatures.models import Signature, lagging
from signatures.models.lagging import may_lag, missing_replicas, position
from signatures.operations.health import check_health
from signatures.page_cache import pages
from signatures.tokens import Purpose, mint
from tests.factories import make_appeal, make_signature
from tests.signatures.models.standby import NAME, Standby, eventually, running_standby

pytestmark = [
    pytest.mark.stack,
    pytest.mark.django_db(transaction=True, databases=["default", NAME]),
]
WALL = "/fr/appeals/appel/signatories/"


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Standby]:
    primary = connections.databases["default"]
    if "host" not in primary["OPTIONS"]:
        pytest.skip("needs the tests' own PostgreSQL: DATABASE_URL names another")
    with django_db_blocker.unblock(), running_standby() as standby:
        connections.databases[NAME] = primary | {
            "OPTIONS": {**primary["OPTIONS"], "host": str(standby.sockets)},
            "TEST": {**primary["TEST"], "MIRROR": "default"},
        }
        yield standby
        connections[NAME].close()
        del connections[NAME]
        del connections.databases[NAME]


@pytest.fixture
def standby(server: Standby, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Standby:
    """A standby that runs and has all, and that this process may read from."""
    settings.REPLICAS = [NAME]
    settings.DATABASE_ROUTERS = ["signatures.models.lagging.Router"]
    server.start()
    make_signature(make_appeal(), last_name="Exemple")
    server.catch_up()
    forget(monkeypatch)
    return server


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a process that knows nothing of the replicas."""
    monkeypatch.setattr(lagging, "_replicas", lagging._Replicas())


class Asked:
    """Where queries go while the block runs: `default` or the replica."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._stack = ExitStack()

    def __enter__(self) -> list[str]:
        for name in ("default", NAME):
            self._stack.enter_context(connections[name].execute_wrapper(self._note))
        return self.names

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def _note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        self.names.append(context["connection"].alias)
        return execute(sql, params, many, context)


def asked_for(path: str) -> list[str]:
    """Give where the queries of a page went that is not in memory."""
    pages.clear()
    with Asked() as names:
        assert Client().get(path).status_code == 200
    return names


def test_what_may_lag_is_read_from_the_replica_and_nothing_else(
    standby: Standby, tmp_path: Path
) -> None:
    signature = Signature.objects.get()
    token = mint(purpose=Purpose.MANAGE, handle=signature.handle, expires_at=signature.created_at)

    for path in (WALL, "/fr/appeals/appel/figures/", "/fr/appeals/appel/figures.json"):
        names = asked_for(path)
        assert names.count("default") <= 1, path  # what time it is
        assert names.count(NAME) > 1, path
    with Asked() as names:
        file = tmp_path / "export.csv"
        call_command("export_signatures", appeal="appel", status="all", output=file)
    assert "Exemple" in file.read_text()
    assert NAME in names
    # What somebody has just done is read from where it was written.
    with Asked() as names:
        for path in ("/fr/", "/fr/appeals/appel/figure.json", f"/fr/my-signature/{token}/"):
            Client().get(path)
        Client().post(f"/fr/confirm/{token}/")
    assert set(names) == {"default"}


def test_a_replica_that_dies_is_missed_once_and_used_again(
    standby: Standby, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert NAME in asked_for(WALL)

    standby.kill()
    assert "default" in asked_for(WALL)  # asked in vain, or in the middle of it
    assert missing_replicas() == [NAME]
    assert check_health().ready
    assert any(NAME in problem for problem in check_health().problems)
    assert lagging._replicas.choose(lagging.BEGINNING) == "default"  # not asked for some seconds

    eventually(standby.comes_back)
    forget(monkeypatch)
    eventually(lambda: NAME in asked_for(WALL))


def test_a_replica_that_is_behind_is_left_alone(
    standby: Standby, monkeypatch: pytest.MonkeyPatch
) -> None:
    standby.ask("SELECT pg_wal_replay_pause()")
    eventually(lambda: standby.ask("SELECT pg_get_wal_replay_pause_state()") == "paused")
    Appeal.objects.update(accent="#123456")
    since = position()
    with lagging.lagging(since=since):
        assert router.db_for_read(Signature) == "default"
    standby.ask("SELECT pg_wal_replay_resume()")
    standby.catch_up()
    with lagging.lagging(since=since):
        assert router.db_for_read(Signature) == NAME

    conninfo = str(standby.ask("SHOW primary_conninfo")).replace("'", "''")
    standby.ask("ALTER SYSTEM SET primary_conninfo = ''")  # from now on it follows nobody
    standby.ask("SELECT pg_reload_conf()")
    eventually(lambda: standby.ask("SELECT NOT EXISTS (SELECT FROM pg_stat_wal_receiver)"))
    forget(monkeypatch)
    assert asked_for(WALL).count(NAME) == 1  # how it is
    standby.ask(f"ALTER SYSTEM SET primary_conninfo = '{conninfo}'")
    standby.ask("SELECT pg_reload_conf()")
    eventually(lambda: standby.ask("SELECT EXISTS (SELECT FROM pg_stat_wal_receiver)"))


def test_a_statement_that_takes_too_long_is_not_laid_upon_the_primary_too(
    standby: Standby,
) -> None:
    asked = []

    @may_lag
    def read() -> None:
        asked.append(router.db_for_read(Signature))
        with connections[asked[-1]].cursor() as cursor:
            cursor.execute("SET statement_timeout = 10")
            cursor.execute("SELECT pg_sleep(5)")

    with pytest.raises(OperationalError):
        read()

    assert asked == [NAME]
    assert missing_replicas() == []
