"""Work in a thread of a process that forks.

Celery's main process forks whenever it replaces a process of its pool: one that had its five
hundred tasks, ran into a time limit or died. A fork copies memory and open connections as they
are at that moment, and of the threads only the one that forks. A lock that another thread holds
(a name being resolved, a cipher, a module of ours) would stay locked in the copy for ever. So
threads work inside `unforked`, and whoever forks waits until none does.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_working = threading.RLock()
_awaited = threading.Event()


@contextmanager
def unforked() -> Iterator[None]:
    """Have no other thread fork this process meanwhile; one thread at a time gets in here."""
    with _working:
        yield


def fork_waits() -> bool:
    """Say whether a fork waits: whoever can stop early does."""
    return _awaited.is_set()


def _before() -> None:
    _awaited.set()
    _working.acquire()


def _after() -> None:
    _awaited.clear()
    _working.release()


os.register_at_fork(before=_before, after_in_parent=_after, after_in_child=_after)
