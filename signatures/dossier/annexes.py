"""The dossier's numbers and names as tables: one CSV, and a workbook with a sheet for each part.

Stable columns, explained in docs/dossier.md. In the CSV a cell that a spreadsheet would run
as a formula has an apostrophe in front (R-13); in the workbook a text is a text.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from django.utils import translation
from django.utils.translation import gettext as _

from signatures.cells import Cell, csv_table
from signatures.dossier.names import NamesOfCategory
from signatures.dossier.spreadsheet import write_ods
from signatures.figures.breakdowns import breakdowns
from signatures.models import Snapshot
from signatures.wall.bodies import all_bodies

COLUMNS = ("section", "key", "label", "detail", "organisation", "count")

type Rows = Iterator[tuple[Cell, ...]]


def csv_annex(snapshot: Snapshot, names: list[NamesOfCategory], *, language: str) -> bytes:
    """Give everything as one table."""
    return csv_table(COLUMNS, chain.from_iterable(_sections(snapshot, names, language).values()))


def ods_annex(snapshot: Snapshot, names: list[NamesOfCategory], *, language: str) -> bytes:
    """Give the same as a workbook: figures, days, organisations, signatories."""
    file = io.BytesIO()
    sections = _sections(snapshot, names, language)
    write_ods(file, {title: _with_head(rows) for title, rows in sections.items()})
    return file.getvalue()


def _with_head(rows: Rows) -> Iterable[Sequence[Cell]]:
    yield COLUMNS
    yield from rows


def _sections(snapshot: Snapshot, names: list[NamesOfCategory], language: str) -> dict[str, Rows]:
    with translation.override(language):
        return {
            _("Figures"): _figures(snapshot, language),
            _("Days"): _days(snapshot, language),
            _("Organisations"): _bodies(snapshot, language),
            _("Signatories"): _signatories(names),
        }


def _figures(snapshot: Snapshot, language: str) -> Rows:
    plain = snapshot.figures_in(language)
    yield ("total", snapshot.code, plain["as_of"], snapshot.sha256, "", plain["total"])
    for table in breakdowns(plain, language):
        for row in table.rows:
            yield (table.name, row.key, row.label, "", "", row.count)


def _days(snapshot: Snapshot, language: str) -> Rows:
    for row in snapshot.figures_in(language)["by_day"]:
        yield ("day", row["day"], "", "", "", row["count"])


def _bodies(snapshot: Snapshot, language: str) -> Rows:
    for body in all_bodies(snapshot.appeal, language=language):
        yield ("body", "", body.name, body.kind, "", "")


def _signatories(names: list[NamesOfCategory]) -> Rows:
    for category in names:
        for shown in category.signatories:
            yield ("signatory", category.code, shown.name, shown.job_title, shown.organisation, "")
