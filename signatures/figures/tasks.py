"""The nightly comparison of the count with the rows."""

import logging

from celery import shared_task

from appeal.models import Appeal
from signatures.figures.reconcile import reconcile

logger = logging.getLogger(__name__)


@shared_task(soft_time_limit=1800, time_limit=1900)
def reconcile_tally() -> None:
    """Alarm when the count and the rows differ; repair nothing."""
    for appeal in Appeal.objects.all():
        for difference in reconcile(appeal):
            logger.critical("the tally differs from the rows: %s", difference)
