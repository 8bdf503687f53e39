"""`manage.py grant_roles`: after a migration, give the database's other roles what they need."""

from typing import Any

from accounts.management.one_line_command import OneLineCommand
from signatures.operations.grants import grant


class Command(OneLineCommand):
    """Runs at each start of the installation, as the owner of the database."""

    help = "Grant the application's and the figures' role what they need, and nothing else (R-56)."

    def handle(self, **options: Any) -> None:
        """Grant, and say to whom."""
        granted = grant()
        self.stdout.write(f"granted: {', '.join(granted) or 'nobody, there is one role only'}")
