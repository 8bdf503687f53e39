"""Reads that may lag: by a replica of PostgreSQL where one is configured (docs/adr/0045).

Nothing goes to a replica by itself. Who reads for many people, and may be some seconds late,
says so here; what somebody has just written is read from where it was written.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from random import SystemRandom
from typing import Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS as PRIMARY
from django.db import InterfaceError, OperationalError, connection, connections
from django.db.models import Model

logger = logging.getLogger(__name__)

# Seconds: for so long a replica is believed to be as it was found.
GOOD, GONE = 2.0, 5.0
# It may be so many seconds behind, receives from the primary, and has what `since` asks for.
# One that has been promoted is the primary.
_IS_FRESH = """
SELECT CASE WHEN pg_is_in_recovery()
    THEN EXISTS (SELECT FROM pg_stat_wal_receiver)
        AND (pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
             OR clock_timestamp() - pg_last_xact_replay_timestamp() < interval '10 seconds')
        AND pg_last_wal_replay_lsn() >= %s::pg_lsn
    ELSE pg_current_wal_insert_lsn() >= %s::pg_lsn END
"""
BEGINNING = "0/0"
_chosen: ContextVar[str] = ContextVar("database of what may lag", default=PRIMARY)


class Router:
    """Sends reads to the replica that the block around them has chosen, and all else home."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """Never by the object: one that came from a replica would stay with it."""
        return _chosen.get()

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Write where the truth is."""
        return PRIMARY

    def allow_relation(self, first: Model, second: Model, **hints: Any) -> bool:
        """Allow all: they are rows of one database."""
        return True

    def allow_migrate(self, database: str, app_label: str, **hints: Any) -> bool:
        """Replicas copy the shape of the primary, too."""
        return database == PRIMARY


class _Replicas:
    """What this process knows of the replicas. Each process begins with another one."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, bool]] = {}
        self._lock = threading.Lock()
        self._order = list(settings.REPLICAS)
        SystemRandom().shuffle(self._order)

    def choose(self, since: str) -> str:
        """Give the first that is to be had, or else the primary."""
        return next((name for name in self._order if self._is_good(name, since)), PRIMARY)

    def gone(self) -> list[str]:
        """Give those that were missed when they were asked last."""
        return [name for name, (_until, good) in sorted(self._known.items()) if not good]

    def note(self, name: str, *, good: bool) -> None:
        """Remember how one was found."""
        self._known[name] = (time.monotonic() + (GOOD if good else GONE), good)
        if not good:
            connections[name].close()  # this thread's; the others' are tried before they are used

    def _is_good(self, name: str, since: str) -> bool:
        with self._lock:
            until, good = self._known.get(name, (0.0, True))
            if time.monotonic() < until and (since == BEGINNING or not good):
                return good
            if since == BEGINNING:  # one thread looks; the others go to the primary meanwhile
                self._known[name] = (time.monotonic() + GONE, False)
        try:
            with connections[name].cursor() as cursor:
                cursor.execute(_IS_FRESH, [since, since])
                [(good,)] = cursor.fetchall()
        except (OperationalError, InterfaceError) as error:
            logger.warning("%s does not answer: %s", name, type(error).__name__)
            self.note(name, good=False)
            return False
        if since == BEGINNING:
            self.note(name, good=good)
        return bool(good)


_replicas = _Replicas()


def missing_replicas() -> list[str]:
    """Give the replicas that this process has found away, or too far behind."""
    return _replicas.gone()


def position() -> str:
    """Give how far the primary has written, for `since`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()")
        [(found,)] = cursor.fetchall()
    return str(found)


@contextmanager
def lagging(*, since: str = BEGINNING) -> Iterator[None]:
    """Read from a replica within the block, when one is to be had; nothing is tried again.

    Args:
        since: a `position` that it must have reached, for reads in several steps.

    Raises:
        OperationalError: the replica went away meanwhile, and is avoided from now on.
    """
    with _reading_from(_replicas.choose(since)):
        yield


def may_lag[**P, T](read: Callable[P, T]) -> Callable[P, T]:
    """Have a function that only reads do so from a replica, or from the primary if that fails."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> T:
        name = _replicas.choose(BEGINNING)
        try:
            with _reading_from(name):
                return read(*args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            if name == PRIMARY or _took_too_long(error):
                raise
        return read(*args, **kwargs)

    return reading


@contextmanager
def _reading_from(name: str) -> Iterator[None]:
    token = _chosen.set(name)
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        if name != PRIMARY and not _took_too_long(error):
            logger.warning("%s failed: %s", name, type(error).__name__)
            _replicas.note(name, good=False)
        raise
    finally:
        _chosen.reset(token)


def _took_too_long(error: Exception) -> bool:
    """Say whether it was the statement that failed: the primary need not suffer it, too."""
    return isinstance(error.__cause__, psycopg.errors.QueryCanceled)
