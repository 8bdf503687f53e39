"""`manage.py collect_reports`: take the bounces and complaints that lie in the mailbox."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from accounts.management.one_line_command import OneLineCommand
from signatures.mail.incoming import MailboxError, collect_reports


class Command(OneLineCommand):
    """What beat does every five minutes, at once and in the open."""

    help = "Take the bounces and complaints from BOUNCE_MAILBOX (IMAP or Maildir)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many there were of each kind."""
        if not settings.BOUNCE_MAILBOX:
            raise CommandError("BOUNCE_MAILBOX is not set (docs/administrator.md).")
        try:
            outcomes = collect_reports(settings.BOUNCE_MAILBOX)
        except MailboxError as error:
            raise CommandError(str(error)) from error
        words = ", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))
        self.stdout.write(words or "nothing new")
