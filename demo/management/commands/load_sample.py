"""`manage.py load_sample`: the sample appeal, its signatories and the staff accounts."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.sample.loading import NotADemoError, load_sample

LARGEST = 10_000_000


class Command(BaseCommand):
    """Loads the sample once; a second run keeps what is there."""

    help = "Load the sample appeal with invented signatories. For demonstrations only."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of signatures."""
        parser.add_argument(
            "--signatures",
            type=int,
            default=1200,
            metavar="N",
            help="how many signatures, in every state (default: 1200)",
        )

    def handle(self, *args: Any, signatures: int, **options: Any) -> None:
        """Load it, and say what is there."""
        if not 0 <= signatures <= LARGEST:
            raise CommandError(f"--signatures must be a number from 0 to {LARGEST}.")
        try:
            loaded = load_sample(
                signatures=signatures,
                folder=Path(os.environ.get("DEMO_DIR") or "var/demo"),
                progress=lambda number: self.stdout.write(f"{number} of {signatures} signatures"),
            )
        except NotADemoError as error:
            raise CommandError(str(error)) from error
        what = "loaded" if loaded.is_new else "kept as it was"
        self.stdout.write(f"The sample appeal is {what}: {loaded.counted} signatures counted.")
