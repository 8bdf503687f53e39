"""Wake-ups for the press room. They carry nothing."""

from celery import shared_task

from signatures.figures.freezing import freeze_due
from signatures.models.clock import database_now


@shared_task
def freeze_figures() -> int:
    """Freeze the figures of the hearings that begin."""
    return freeze_due(database_now())
