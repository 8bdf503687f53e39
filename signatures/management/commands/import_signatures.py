"""`manage.py import_signatures`: the lines of a paper list from a file, all or none."""

import hashlib
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction

from signatures.management.appeal_command import AppealCommand
from signatures.models.clock import database_now
from signatures.models.statements import unhurried
from signatures.paper.batches import begin_batch
from signatures.paper.counting import EmptyBatchError, SecondPersonError, count_batch
from signatures.paper.importing import (
    FaultyLinesError,
    Preview,
    StoredAlreadyError,
    import_lines,
    preview_lines,
)
from signatures.paper.tables import TableError, read_table

_REFUSALS: dict[type[Exception], str] = {
    FaultyLinesError: "lines have faults (--dry-run lists them)",
    StoredAlreadyError: "this file is in a list already",
    SecondPersonError: "a second person checks it at the desk",
    EmptyBatchError: "every line has signed already",
}


class Command(AppealCommand):
    """Import a paper list; a person vouches for it, no mailbox confirms it."""

    help = (
        "Import the lines of a paper list (CSV, XLSX, ODS): columns last_name, first_name, "
        "category, and if you have them city, organisation, email."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file and its provenance."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="first row: names of the columns")
        parser.add_argument("--place", required=True, help="where it was signed")
        parser.add_argument("--collected-on", required=True, type=_day, metavar="YYYY-MM-DD")
        parser.add_argument("--collector", required=True, help="who vouches for the sheets")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what is wrong; store nothing"
        )
        parser.add_argument("--without-faulty", action="store_true", help="leave faulty lines out")
        parser.add_argument("--count", action="store_true", help="count the list at once")

    def handle(self, **options: Any) -> None:
        """Say what is wrong line by line, or store everything and say how much that is."""
        appeal = self.appeal(options["appeal"])
        try:
            content = options["file"].read_bytes()
            table = read_table(content, options["file"].name)
        except OSError as error:
            raise CommandError(f"cannot read {options['file']}: {error.strerror}") from error
        except TableError as error:
            raise CommandError(str(error)) from error
        if options["dry_run"]:
            preview = preview_lines(appeal, table)
            self.write(options["output"], [_report(preview).encode()])
            if preview.faulty:
                raise CommandError(f"{len(preview.faulty)} lines have faults")
            return
        try:
            with unhurried(), transaction.atomic():
                batch = begin_batch(
                    appeal=appeal,
                    place=options["place"].strip(),
                    collected_on=options["collected_on"],
                    collector=options["collector"].strip(),
                    by=None,
                )
                preview = import_lines(
                    batch,
                    table,
                    sha256=hashlib.sha256(content).hexdigest(),
                    without_faulty=options["without_faulty"],
                )
                line = f"{appeal.slug}: list {batch.pk}: stored {len(preview.entries)} lines"
                if options["count"]:
                    done = count_batch(batch, by=None, now=database_now())
                    line += f", counted {done.counted}, left out {done.left_out}"
        except ValidationError as error:
            wrong = (f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())
            raise CommandError(f"nothing stored: {'; '.join(wrong)}") from error
        except tuple(_REFUSALS) as error:
            raise CommandError(f"nothing stored: {_REFUSALS[type(error)]}") from error
        self.write(options["output"], [f"{line}\n".encode()])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"no day such as 2026-11-14: {text!r}") from None


def _report(preview: Preview) -> str:
    lines = [
        f"line {row.number}: {name}: {' '.join(said)}\n"
        for row in preview.faulty
        for name, said in row.faults.items()
    ]
    lines += [
        f"line {row.number}: {finding.label}\n"
        for row in preview.doubtful
        for finding in row.findings
    ]
    return "".join([*lines, f"{len(preview.entries)} of {len(preview.rows)} lines can be stored\n"])
