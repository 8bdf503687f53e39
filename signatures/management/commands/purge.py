"""`manage.py purge`: delete what is kept no longer, as the nightly task does for every appeal."""

from typing import Any

from signatures.management.appeal_command import AppealCommand
from signatures.models.clock import database_now
from signatures.privacy import retention


class Command(AppealCommand):
    """Delete old unconfirmed signatures and the traces of old mail."""

    help = (
        f"Delete signatures of an appeal left unconfirmed for {retention.UNCONFIRMED_KEPT.days} "
        f"days, and outbox rows after {retention.SENT_MAIL_KEPT.days}."
    )

    def handle(self, **options: Any) -> None:
        """Purge and say what went."""
        appeal, now = self.appeal(options["appeal"]), database_now()
        signatures = retention.purge_unconfirmed(now=now, appeal=appeal)
        mails = retention.purge_sent_mail(now=now, appeal=appeal)
        line = f"{appeal.slug}: deleted {signatures} unconfirmed signatures, {mails} outbox rows\n"
        self.write(options["output"], [line.encode()])
