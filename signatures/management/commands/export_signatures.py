"""`manage.py export_signatures`: the same file as the desk's export page."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.audit import record
from signatures.desk import exports
from signatures.enums import SignatureStatus
from signatures.management.appeal_command import AppealCommand
from signatures.models import Signature
from signatures.models.lagging import lagging


class Command(AppealCommand):
    """Write the signatures of an appeal as CSV."""

    help = "Write the signatures of an appeal as CSV, in constant memory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Columns, state and separator."""
        super().add_arguments(parser)
        parser.add_argument(
            "--columns",
            help=f"comma-separated; default: all but email. Known: {', '.join(exports.COLUMNS)}",
        )
        parser.add_argument(
            "--status",
            choices=[*SignatureStatus.values, "counted", "all"],
            default="counted",
            help="default: counted (verified and not held)",
        )
        parser.add_argument("--delimiter", choices=[",", ";"], default=",")

    def handle(self, **options: Any) -> None:
        """Stream the file."""
        appeal = self.appeal(options["appeal"])
        signatures = Signature.objects.filter(appeal=appeal)
        if options["status"] == "counted":
            signatures = signatures.counted()
        elif options["status"] != "all":
            signatures = signatures.filter(status=options["status"])
        columns = (
            [name.strip() for name in options["columns"].split(",")]
            if options["columns"]
            else exports.default_columns()
        )
        try:
            pieces = exports.stream_csv(signatures, columns, delimiter=options["delimiter"])
        except exports.UnknownColumnError as error:
            raise CommandError(f"unknown column: {error}") from error
        record("export.command", target=appeal, after={"columns": columns, "of": options["status"]})
        with lagging():
            self.write(options["output"], pieces)
