"""Paper lists for tests: batches, lines, files with and without faults."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import openpyxl

from appeal.models import Appeal
from signatures.figures.counting import figures
from signatures.figures.reconcile import reconcile
from signatures.models import PaperBatch
from signatures.models.clock import database_now
from signatures.paper.batches import add_lines, begin_batch
from signatures.paper.counting import Counted, count_batch
from signatures.paper.entries import Entry

HEADER = ("nom", "prénom", "catégorie", "ville", "courriel")
# Twelve ways in which a line goes wrong, with the column that is at fault.
FAULTS: tuple[tuple[tuple[str, str, str, str, str], str], ...] = (
    (("", "Zoé", "student", "Nîmes", ""), "last_name"),
    (("Martin", "", "student", "Nîmes", ""), "first_name"),
    (("Martin", "Zoé", "", "Nîmes", ""), "category"),
    (("Martin", "Zoé", "astronaute", "Nîmes", ""), "category"),
    (("Martin", "Zoé", "student", "Nîmes", "pas une adresse"), "email"),
    (("Martin", "Zoé", "student", "Nîmes", "zoe@"), "email"),
    (("=SOMME(A1)", "Zoé", "student", "Nîmes", ""), "last_name"),
    (("12345", "Zoé", "student", "Nîmes", ""), "last_name"),
    (("Martin", "zoe@exemple.fr", "student", "Nîmes", ""), "first_name"),
    (("Martin", "Zoé", "student", "www.exemple.fr", ""), "city"),
    (("M" * 81, "Zoé", "student", "Nîmes", ""), "last_name"),
    (("Martin", "Z\u200boé", "student", "Nîmes", ""), "first_name"),
)


def entry(appeal: Appeal, last_name: str = "Martin", **fields: Any) -> Entry:
    category = appeal.categories.get(code=fields.pop("category", "student"))
    values = {"first_name": "Zoé", "last_name": last_name, "category_id": category.pk}
    return Entry(**{**values, **fields})


def make_batch(appeal: Appeal, *entries: Entry, **fields: Any) -> PaperBatch:
    """Begin a list, with lines."""
    values: dict[str, Any] = {
        "place": "Marché des Arceaux",
        "collected_on": date(2026, 11, 14),
        "collector": "Olga",
        "by": None,
    }
    batch = begin_batch(appeal=appeal, **{**values, **fields})
    if entries:
        add_lines(batch, entries)
    return batch


def people(number: int) -> list[tuple[str, str, str, str, str]]:
    """Lines without a fault, all of different names."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [
        (
            f"Nom{letters[n // 26 % 26]}{letters[n % 26]}",
            "Prénom",
            ("student", "Citoyens")[n % 2],
            "Montpellier",
            "",
        )
        for n in range(number)
    ]


def as_csv(rows: list[tuple[str, ...]], *, delimiter: str = ";") -> bytes:
    """A file as a French spreadsheet writes it."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([HEADER, *rows])
    return text.getvalue().encode("utf-8-sig")


def list_with_faults(number: int = 300) -> bytes:
    """A file of `number` lines, twelve of which have a fault."""
    rows: list[tuple[str, ...]] = list(people(number - len(FAULTS)))
    for place, (row, _column) in enumerate(FAULTS):
        rows.insert(place * 20, row)
    return as_csv(rows)


def as_xlsx(rows: Sequence[Sequence[str | int]]) -> bytes:
    """A workbook as spreadsheets write it."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(file)
    return file.getvalue()


def as_ods(rows: Sequence[Sequence[str | int]]) -> bytes:
    """The least that is an OpenDocument spreadsheet (ODF 1.3, parts 2 and 3)."""
    table = "".join(
        "<table:table-row>{}</table:table-row>".format(
            "".join(
                '<table:table-cell office:value-type="string">'
                f"<text:p>{escape(str(cell))}</text:p></table:table-cell>"
                for cell in row
            )
        )
        for row in rows
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<office:document-content{names} office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="1">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    kind, file = "application/vnd.oasis.opendocument.spreadsheet", io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return file.getvalue()


def count(batch: PaperBatch) -> Counted:
    """Count a batch as nobody in particular."""
    return count_batch(batch, by=None, now=database_now())


def paper(appeal: Appeal) -> int:
    """Read the figure of paper, which fits its breakdown and the rows."""
    shown = figures(appeal, language="fr", now=database_now())
    assert sum(number for _code, _label, number in shown.paper_by_category) == shown.paper
    assert shown.with_paper == shown.total + shown.paper
    assert reconcile(appeal) == []
    return shown.paper
