"""The look at the invariants: often at what is quick, at night at everything."""

from celery import shared_task

from signatures.models.clock import database_now
from signatures.operations import invariants


# Both may take longer than the broker waits for a task's end (`visibility_timeout`) before it
# gives it to another worker: they are said to be done at once. Beat asks again.
@shared_task(soft_time_limit=600, time_limit=660, acks_late=False)
def check_invariants() -> None:
    """Look at what can be looked at in a moment."""
    invariants.check(invariants.OFTEN, now=database_now())


@shared_task(soft_time_limit=1800, time_limit=1900, acks_late=False)
def check_tally() -> None:
    """Compare the whole tally with the rows."""
    invariants.check(invariants.AT_NIGHT, now=database_now())
