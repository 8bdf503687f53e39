"""A process that forks is not copied while a thread of it works."""

import os
import threading
import time

import pytest

from signatures.forks import fork_waits, unforked
from tests.signatures.threads import WAIT


@pytest.mark.requirement("R-21")
# What Python warns of here is what the module is for.
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_fork_waits_for_the_thread_at_work_and_copies_no_held_lock() -> None:
    begun = threading.Event()
    asked_to_end = []

    def work() -> None:
        with unforked():
            begun.set()
            until = time.monotonic() + WAIT
            while not fork_waits() and time.monotonic() < until:
                time.sleep(0.001)
            asked_to_end.append(fork_waits())

    worker = threading.Thread(target=work)
    worker.start()
    assert begun.wait(WAIT)

    copy = os.fork()
    if copy == 0:
        # Whatever happens, nothing of pytest's goes on in the copy.
        try:
            os._exit(0 if asked_to_end == [True] and not fork_waits() and _gets_in() else 1)
        finally:
            os._exit(2)

    worker.join(WAIT)
    assert os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]) == 0
    assert not fork_waits()
    assert _gets_in()


def _gets_in() -> bool:
    """Say whether another thread may work now."""
    worked = threading.Event()

    def work() -> None:
        with unforked():
            worked.set()

    threading.Thread(target=work, daemon=True).start()
    return worked.wait(WAIT)
