"""The look at the invariants: often at what is quick, at night at everything."""

from celery import shared_task

from signatures.models.clock import database_now
from signatures.operations import invariants


@shared_task(soft_time_limit=600, time_limit=660)
def check_invariants() -> None:
    """Look at what can be looked at in a moment."""
    invariants.check(invariants.OFTEN, now=database_now())


@shared_task(soft_time_limit=1800, time_limit=1900)
def check_tally() -> None:
    """Compare the whole tally with the rows."""
    invariants.check(invariants.AT_NIGHT, now=database_now())
