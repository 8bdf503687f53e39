"""Wake a worker soon after a promise, without the request ever touching Redis.

The request sets a flag in memory. A thread of the process publishes the wake-up, at most
once in `PAUSE` seconds, whatever Redis does: refused, hung or full costs this thread time
and the mail a few seconds until the next beat, and the visitor nothing (R-22).
"""

import logging
import os
import threading
import time

from django.db import transaction

from signatures.forks import unforked

logger = logging.getLogger(__name__)

PAUSE = 0.25


class _Nudger(threading.Thread):
    """The thread that publishes, one for each process."""

    def __init__(self) -> None:
        super().__init__(name="outbox-nudge", daemon=True)
        self.wanted = threading.Event()
        self.pid = os.getpid()

    def run(self) -> None:
        from signatures.mail.tasks import deliver_due_emails  # noqa: PLC0415 -- Celery's app first

        while True:
            self.wanted.wait()
            self.wanted.clear()
            try:
                with unforked():
                    deliver_due_emails.apply_async(retry=False, expires=10)
            except Exception as error:  # noqa: BLE001 -- beat does the same in a moment
                logger.warning("no wake-up: %s", type(error).__name__)
            time.sleep(PAUSE)


_lock = threading.Lock()
_nudger: _Nudger | None = None


def wake_outbox() -> None:
    """Have a worker look at the outbox once the current transaction is committed."""
    transaction.on_commit(_set_flag)


def _set_flag() -> None:
    global _nudger  # noqa: PLW0603 -- one thread for each process, made on first use
    with _lock:
        # A fork inherits the object but not the thread.
        if _nudger is None or _nudger.pid != os.getpid() or not _nudger.is_alive():
            _nudger = _Nudger()
            _nudger.start()
    _nudger.wanted.set()
