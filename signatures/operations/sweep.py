"""Mail and background jobs without Redis: a worker does by itself what nobody wakes it for.

Wake-ups come through Redis. While it is away, the oldest mail that is due grows older than any
wake-up would let it; that is what a thread of each worker looks for. As long as wake-ups arrive
it finds nothing, and does nothing. The rows are claimed as ever, so any number may do this.

The thread lives in the process that forks the pool's, and holds up a fork for one mail or one
slice of a job at most (`signatures.forks`).
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, connections

from signatures.desk.jobs import due_since, run_due
from signatures.desk.kinds import KINDS
from signatures.forks import fork_waits, unforked
from signatures.mail.backlog import oldest_age
from signatures.mail.delivery import deliver_due
from signatures.models.clock import database_now

logger = logging.getLogger(__name__)

PAUSE = 3.0  # seconds between two looks
# The schedule wakes workers every two or three seconds: what waits longer was not heard of.
LATE = timedelta(seconds=10)
# A job's slice is a few seconds; what is left of a job is late again a moment later.
JOB_SECONDS = 5.0


class Sweeper(threading.Thread):
    """The thread, one for each worker."""

    def __init__(self) -> None:
        super().__init__(name="sweeper", daemon=True)
        self.over = threading.Event()

    def run(self) -> None:
        """Look every few seconds, until `leave`."""
        while not self.over.wait(PAUSE):
            with unforked():
                self._look()

    def _look(self) -> None:
        try:
            sweep(database_now(), self.is_over)
        except DatabaseError as error:
            logger.warning("not swept: %s", type(error).__name__)
        except Exception:
            # Whatever it was, the next look may fare better; without a thread nothing does.
            logger.exception("not swept")
        connections.close_all()  # idle until the next look, and nothing for a child to inherit

    def is_over(self) -> bool:
        """Say whether nothing more is to be begun now."""
        return self.over.is_set() or fork_waits()

    def leave(self, seconds: float) -> None:
        """Begin no further mail, and wait for the one that is under way."""
        self.over.set()
        self.join(seconds)


def sweep(now: datetime, is_over: Callable[[], bool]) -> None:
    """Do what is late.

    Args:
        now: the database's time.
        is_over: once it says so, nothing more is begun.
    """
    if oldest_age(now) > LATE and (sent := deliver_due(is_over)):
        logger.info("swept the outbox: %s sent", sent)
    since = due_since()
    if since is not None and now - since > LATE and not is_over():
        run_due(KINDS, seconds=JOB_SECONDS, is_over=is_over)
