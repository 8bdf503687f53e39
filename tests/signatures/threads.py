"""Several visitors at the same moment, each on a database connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

# For threads that are about to come; reached by a failure only.
WAIT = 30.0


def at_once[T](*calls: Callable[[], T]) -> list[T | Exception]:
    """Make the calls at the same moment; give what each returned, or raised."""
    barrier = threading.Barrier(len(calls))

    def start_together(call: Callable[[], T]) -> T:
        barrier.wait(WAIT)
        return on_own_connection(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        futures = [pool.submit(start_together, call) for call in calls]
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
