"""The nightly clean-up, and the word of what the clock is about to erase."""

from celery import shared_task

from accounts.sessions import forget_expired
from signatures.models.clock import database_now
from signatures.privacy import anonymise, retention
from signatures.privacy.notice import tell_organisers
from signatures.privacy.spellings import forget_unused_spellings


@shared_task
def purge() -> None:
    """Delete what is kept no longer."""
    now = database_now()
    retention.purge_unconfirmed(now=now)
    retention.purge_unconfirmed_bodies(now=now)
    retention.purge_sent_mail(now=now)
    retention.destroy_network_secrets(now=now)
    anonymise.anonymise_due(now=now)
    forget_unused_spellings()
    forget_expired()


@shared_task
def tell_of_erasure() -> int:
    """Tell the organisers whose names will soon be erased."""
    return tell_organisers(database_now())
