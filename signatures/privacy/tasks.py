"""The nightly clean-up, and the word of what the clock is about to erase."""

from celery import shared_task

from signatures.models.clock import database_now
from signatures.privacy import nightly
from signatures.privacy.notice import tell_organisers


# May take longer than the broker waits for a task's end (`visibility_timeout`) before it gives
# it to another worker: said to be done at once. One that is lost is asked for again next night.
@shared_task(soft_time_limit=3600, time_limit=3660, acks_late=False)
def purge() -> None:
    """Delete what is kept no longer."""
    nightly.clean_up(now=database_now())


@shared_task
def tell_of_erasure() -> int:
    """Tell the organisers whose names will soon be erased."""
    return tell_organisers(database_now())
