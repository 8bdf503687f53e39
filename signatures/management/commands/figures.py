"""`manage.py figures`: what the press page says, in a file."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from signatures.figures.published import as_csv, as_json
from signatures.figures.settled import public_figures
from signatures.management.appeal_command import AppealCommand
from signatures.models.clock import database_now


class Command(AppealCommand):
    """Write the figures of an appeal."""

    help = "Write the figures of an appeal as JSON or CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Format and language."""
        super().add_arguments(parser)
        parser.add_argument("--format", choices=["json", "csv"], default="json")
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
        )

    def handle(self, **options: Any) -> None:
        """Write the file."""
        current = public_figures(
            self.appeal(options["appeal"]),
            language=options["language"],
            now=database_now(),
            hours=True,
        )
        render = as_csv if options["format"] == "csv" else as_json
        self.write(options["output"], [render(current)])
