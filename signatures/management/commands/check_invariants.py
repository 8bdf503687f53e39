"""`manage.py check_invariants`: whether everything holds that must always hold."""

from typing import Any

from django.core.management.base import CommandError

from accounts.management.one_line_command import OneLineCommand
from signatures.models.clock import database_now
from signatures.operations import invariants


class Command(OneLineCommand):
    """Look at every invariant now; exit non-zero when one is broken."""

    help = "Look at every invariant (R-43), raise or end its alarm. Repairs nothing."

    def handle(self, **options: Any) -> None:
        """List what is broken, or say that all holds."""
        broken = invariants.check(invariants.OFTEN | invariants.AT_NIGHT, now=database_now())
        for one in broken:
            self.stdout.write(str(one))
        if broken:
            raise CommandError(f"{len(broken)} invariants are broken; nothing was repaired")
        self.stdout.write("every invariant holds")
