"""Wake-ups for the outbox. They carry nothing: the rows say what to do."""

from celery import shared_task

from signatures.mail.delivery import deliver_due


@shared_task
def deliver_due_emails() -> int:
    """Send what is due."""
    return deliver_due()
