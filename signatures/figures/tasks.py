"""Wake-ups for the press room. They carry nothing."""

from celery import shared_task

from signatures.figures import open_data_publishing, settled
from signatures.figures.freezing import freeze_due
from signatures.figures.morning import send_due
from signatures.models.clock import database_now


@shared_task
def freeze_figures() -> int:
    """Freeze the figures of the hearings that begin."""
    return freeze_due(database_now())


@shared_task
def settle_breakdowns() -> int:
    """Take the public breakdowns anew where five people have come or gone."""
    return settled.settle()


@shared_task
def publish_open_data() -> int:
    """Publish the open data of the day where it is due."""
    return open_data_publishing.publish_open_data(now=database_now())


@shared_task
def send_morning_figures() -> int:
    """Send the figures to whose hour has come."""
    return send_due(database_now())
