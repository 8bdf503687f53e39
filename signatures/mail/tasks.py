"""Wake-ups for the outbox. They carry nothing: the rows say what to do."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from signatures.mail import pacing
from signatures.mail.alarms import watch
from signatures.mail.delivery import deliver_due
from signatures.mail.incoming import MailboxError, collect_reports
from signatures.mail.reminders import remind
from signatures.models.clock import database_now
from signatures.privacy.domains import fold_old

logger = logging.getLogger(__name__)


@shared_task
def deliver_due_emails() -> int:
    """Send what is due."""
    return deliver_due()


@shared_task
def forget_idle_buckets() -> None:
    """Forget the pace of domains that nobody has written to for a month."""
    pacing.forget_idle_buckets(before=database_now() - timedelta(days=30))


@shared_task
def collect_bounces() -> None:
    """Take what lies in the mailbox for bounces, where there is one."""
    if settings.BOUNCE_MAILBOX:
        try:
            collect_reports(settings.BOUNCE_MAILBOX)
        except MailboxError as error:
            logger.warning("the mailbox for bounces cannot be read: %s", error)


@shared_task
def watch_mail() -> int:
    """Warn the organisers of what only people can mend."""
    return len(watch(database_now()))


@shared_task
def remind_unconfirmed() -> int:
    """Remind, once, those who have signed and not confirmed."""
    return remind(database_now())


@shared_task
def forget_domains() -> int:
    """Forget the domains of days long gone."""
    return fold_old(timezone.localdate())
