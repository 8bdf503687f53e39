"""Mail and background jobs without Redis: a worker does by itself what nobody wakes it for.

Wake-ups come through Redis. While it is away, the oldest mail that is due grows older than any
wake-up would let it; that is what a thread of each worker looks for. As long as wake-ups arrive
it finds nothing, and does nothing. The rows are claimed as ever, so any number may do this.
"""

import logging
import threading
from datetime import datetime, timedelta

from django.db import DatabaseError, connection

from signatures.desk.jobs import due_since, run_due
from signatures.desk.kinds import KINDS
from signatures.mail import outbox
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
            try:
                sweep(database_now(), self.over)
            except DatabaseError as error:
                logger.warning("not swept: %s", type(error).__name__)
            except Exception:
                # Whatever it was, the next look may fare better; without a thread nothing does.
                logger.exception("not swept")
            connection.close()  # nothing to do with it until the next look

    def leave(self, seconds: float) -> None:
        """Begin no further mail, and wait for the one that is under way."""
        self.over.set()
        self.join(seconds)


def sweep(now: datetime, over: threading.Event) -> None:
    """Do what is late.

    Args:
        now: the database's time.
        over: once it is set, nothing more is begun.
    """
    if outbox.oldest_age(now) > LATE and (sent := deliver_due(over)):
        logger.info("swept the outbox: %s sent", sent)
    since = due_since()
    if since is not None and now - since > LATE and not over.is_set():
        run_due(KINDS, seconds=JOB_SECONDS)
