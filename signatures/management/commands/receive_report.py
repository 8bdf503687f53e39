"""`manage.py receive_report`: one bounce or complaint, from standard input."""

import sys
from typing import IO, Any, cast

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from signatures.mail.incoming import LARGEST, take_message

# Postfix and Exim keep the message and try again (sysexits.h).
EX_TEMPFAIL = 75


class Command(BaseCommand):
    """For a mail server's pipe; it never makes the mail server send a bounce of a bounce."""

    help = "Read one bounce or complaint from standard input and record it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say in one word what became of it."""
        stdin = cast(IO[bytes], getattr(sys.stdin, "buffer", sys.stdin))
        raw = stdin.read(LARGEST)
        while stdin.read(LARGEST):  # a mail server that writes on must not meet a closed pipe
            pass
        try:
            outcome = take_message(raw)
        except DatabaseError as error:
            self.stderr.write(f"the database does not answer: {type(error).__name__}")
            sys.exit(EX_TEMPFAIL)
        self.stdout.write(outcome)
