"""`manage.py purge`: delete what is kept no longer, as the nightly task does."""

from typing import Any

from django.core.management.base import BaseCommand

from signatures.models.clock import database_now
from signatures.privacy import retention


class Command(BaseCommand):
    """Delete old unconfirmed signatures and the traces of old mail."""

    help = "Delete unconfirmed signatures after 14 days and outbox rows after 60."

    def handle(self, **options: Any) -> None:
        """Purge and say what went."""
        now = database_now()
        signatures = retention.purge_unconfirmed(now=now)
        mails = retention.purge_sent_mail(now=now)
        self.stdout.write(f"deleted: {signatures} unconfirmed signatures, {mails} outbox rows")
