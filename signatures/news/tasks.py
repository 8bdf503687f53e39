"""Wake-ups for news. They carry nothing."""

from celery import shared_task

from signatures.models.clock import database_now
from signatures.news.sending import feed


@shared_task
def feed_news() -> int:
    """Give the next signatories their news."""
    return feed(database_now())
