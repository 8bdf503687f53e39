"""`manage.py purge`: forget, in one appeal, what never was confirmed, and old mail.

The nightly task does the same for every appeal, and more (privacy/nightly).
"""

from typing import Any

from signatures.management.appeal_command import AppealCommand
from signatures.models.clock import database_now
from signatures.privacy import retention


class Command(AppealCommand):
    """Forget old unconfirmed signatures and the traces of old mail."""

    help = (
        "Forget what people and organisations never confirmed within "
        f"{retention.UNCONFIRMED_KEPT.days} days under an appeal, and outbox rows after "
        f"{retention.SENT_MAIL_KEPT.days}."
    )

    def handle(self, **options: Any) -> None:
        """Purge and say what went."""
        appeal, now = self.appeal(options["appeal"]), database_now()
        signatures = retention.purge_unconfirmed(now=now, appeal=appeal)
        bodies = retention.purge_unconfirmed_bodies(now=now, appeal=appeal)
        mails = retention.purge_sent_mail(now=now, appeal=appeal)
        line = (
            f"{appeal.slug}: forgot {signatures} people and {bodies} organisations unconfirmed, "
            f"{mails} outbox rows\n"
        )
        self.write(options["output"], [line.encode()])
