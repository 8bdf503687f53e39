"""Several visitors at the same moment, each on a database connection of its own."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

# For threads that are about to come; reached by a failure only.
WAIT = 90.0
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def at_once[T](*calls: Callable[[], T]) -> list[T | Exception]:
    """Make the calls at the same moment; give what each returned, or raised."""
    barrier = threading.Barrier(len(calls))

    def start_together(call: Callable[[], T]) -> T:
        barrier.wait(WAIT)
        return on_own_connection(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        return _outcomes([pool.submit(start_together, call) for call in calls])


def queued[T](rows: QuerySet[Any], *calls: Callable[[], T]) -> list[T | Exception]:
    """Hold `rows` until each call in turn waits for a lock, then let go; give the outcomes."""
    futures: list[Future[T]] = []
    with ThreadPoolExecutor(len(calls)) as pool:
        with transaction.atomic():
            list(rows.select_for_update())
            for call in calls:
                futures.append(pool.submit(on_own_connection, call))
                _until_waiting(len(futures))
        return _outcomes(futures)


def _until_waiting(number: int) -> None:
    deadline = time.monotonic() + WAIT
    waiting = 0
    with connection.cursor() as cursor:
        while waiting < number:
            assert time.monotonic() < deadline, f"{waiting} of {number} wait"
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            [(waiting,)] = cursor.fetchall()


def _outcomes[T](futures: list[Future[T]]) -> list[T | Exception]:
    outcomes: list[T | Exception] = []
    for future in futures:
        error = future.exception(WAIT)
        assert error is None or isinstance(error, Exception)
        outcomes.append(error or future.result())
    return outcomes


def on_own_connection[T](call: Callable[[], T]) -> T:
    """Call, then close the connection that Django opened for this thread."""
    try:
        return call()
    finally:
        connection.close()
