"""`manage.py dossier`: the dossier of a frozen figure, or its annexes, in a file."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from accounts.audit import record
from signatures.dossier import edition
from signatures.dossier.typesetting import TypesettingError
from signatures.management.appeal_command import AppealCommand
from signatures.models.clock import database_now

_MAKERS = {
    "pdf": edition.make_pdf,
    "csv": edition.make_csv,
    "ods": edition.make_ods,
    "zip": edition.make_archive,
}


class Command(AppealCommand):
    """Write the dossier of an appeal."""

    help = "Write the dossier for the jury, made from a frozen figure, as PDF, CSV, ODS or ZIP."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which figure, which languages, which file."""
        super().add_arguments(parser)
        parser.add_argument("--snapshot", metavar="CODE", default="", help="default: the latest")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument(
            "--language", choices=[*languages, edition.BOTH], default=settings.LANGUAGE_CODE
        )
        parser.add_argument(
            "--format", choices=list(_MAKERS), help="default: as FILE is called, else pdf"
        )

    def handle(self, **options: Any) -> None:
        """Write the file."""
        appeal = self.appeal(options["appeal"])
        try:
            snapshot = edition.find_snapshot(appeal, options["snapshot"])
        except edition.NoSnapshotError as error:
            code = options["snapshot"]
            raise CommandError(
                f"no figure of {appeal} is frozen as {code!r}"
                if code
                else f"no figure of {appeal} is frozen yet: take a snapshot first"
            ) from error
        prepared = edition.prepare(
            snapshot, languages=edition.languages_of(options["language"]), now=database_now()
        )
        suffix = options["output"].suffix.removeprefix(".") if options["output"] else ""
        make = _MAKERS[options["format"] or (suffix if suffix in _MAKERS else "pdf")]
        try:
            content = make(prepared)
        except TypesettingError as error:
            raise CommandError(f"the dossier cannot be set: {error}") from error
        record("dossier.command", target=snapshot, target_label=snapshot.code)
        self.write(options["output"], [content])
