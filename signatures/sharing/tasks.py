"""The look at the round numbers, once a minute."""

from celery import shared_task

from signatures.models.clock import database_now
from signatures.sharing import announcing


@shared_task
def look_for_milestones() -> None:
    """Note what was passed, and tell the organisers."""
    now = database_now()
    announcing.note_milestones(now)
    announcing.announce(now)
