"""`manage.py reconcile`: whether the count says what the rows say."""

from typing import Any

from django.core.management.base import CommandError

from signatures.figures.counting import total
from signatures.figures.reconcile import reconcile
from signatures.management.appeal_command import AppealCommand


class Command(AppealCommand):
    """Compare the tally with the rows; exit non-zero on any difference."""

    help = "Compare the count with the signatures themselves. Repairs nothing."

    def handle(self, **options: Any) -> None:
        """List the differences, or say that there are none."""
        appeal = self.appeal(options["appeal"])
        differences = reconcile(appeal)
        lines = [f"{difference}\n".encode() for difference in differences]
        if not differences:
            lines = [f"{appeal.slug}: tally and rows agree: {total(appeal)}\n".encode()]
        self.write(options["output"], lines)
        if differences:
            raise CommandError(f"{len(differences)} cells of the tally differ from the rows")
