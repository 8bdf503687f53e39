"""Wake-ups for the background jobs. They carry nothing: the rows say what to do."""

from celery import shared_task

from signatures.desk.jobs import run_due
from signatures.desk.kinds import KINDS
from signatures.desk.results import delete_expired
from signatures.models.clock import database_now
from signatures.risk import unusual


@shared_task(soft_time_limit=100, time_limit=110)
def run_due_jobs() -> int:
    """Work on what is due."""
    return run_due(KINDS)


@shared_task
def delete_expired_results() -> int:
    """Delete the files that are kept no longer."""
    return delete_expired()


@shared_task
def look_for_unusual() -> int:
    """Look for what is unusual in the last day; returns how much was found."""
    return unusual.look(now=database_now())
