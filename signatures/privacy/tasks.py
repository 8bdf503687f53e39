"""The nightly clean-up."""

from celery import shared_task

from accounts.sessions import forget_expired
from signatures.models.clock import database_now
from signatures.privacy import anonymise, retention


@shared_task
def purge() -> None:
    """Delete what is kept no longer."""
    now = database_now()
    retention.purge_unconfirmed(now=now)
    retention.purge_unconfirmed_bodies(now=now)
    retention.purge_sent_mail(now=now)
    retention.destroy_network_secrets(now=now)
    anonymise.anonymise_due(now=now)
    forget_expired()
