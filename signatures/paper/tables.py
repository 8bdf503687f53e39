"""A file of lines as a table: CSV of any spreadsheet, XLSX or ODS, with headers in French too."""

import csv
import io
import zipfile

import tablib
from django.utils.translation import gettext_lazy as _

from signatures.cells import as_typed
from signatures.folding import search_key
from signatures.paper.sheet import rows_of

MOST_BYTES = 5 * 1024 * 1024
# XLSX and ODS are ZIP files; five megabytes can hide a bomb.
MOST_BYTES_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 20_000
COLUMNS = ("last_name", "first_name", "category", "city", "organisation", "email")
REQUIRED = ("last_name", "first_name", "category")
# What people write above the columns, folded.
_HEADERS = {
    "last name": "last_name",
    "lastname": "last_name",
    "surname": "last_name",
    "nom": "last_name",
    "nom de famille": "last_name",
    "first name": "first_name",
    "firstname": "first_name",
    "prenom": "first_name",
    "category": "category",
    "categorie": "category",
    "qualite": "category",
    "city": "city",
    "town": "city",
    "ville": "city",
    "commune": "city",
    "organisation": "organisation",
    "organization": "organisation",
    "organisme": "organisation",
    "etablissement": "organisation",
    "email": "email",
    "e mail": "email",
    "mail": "email",
    "courriel": "email",
    "adresse electronique": "email",
}


class TableError(Exception):
    """The file is no table of ours; `str()` says why, in the reader's language."""


def read_table(content: bytes, name: str) -> tablib.Dataset:
    """Read a file whose first row names its columns.

    Args:
        content: the file.
        name: its name, whose end says what it is.

    Returns:
        A table with the columns `COLUMNS`; what the file does not have is empty. Rows
        without any text are left out at the end, and kept as empty rows in between, so
        that line numbers stay those of the file.

    Raises:
        TableError: too large, unreadable, or without the required columns.
    """
    if len(content) > MOST_BYTES:
        raise TableError(_("The file is larger than 5 MB: split it."))
    try:
        rows = _rows(content, name.rpartition(".")[2].lower())
    except TableError:
        raise
    except Exception as error:  # the libraries raise many kinds on a broken file
        raise TableError(_("This file cannot be read: save it as CSV, XLSX or ODS.")) from error
    if not rows:
        raise TableError(_("The file is empty."))
    columns = [_HEADERS.get(search_key(header), search_key(header)) for header in rows[0]]
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise TableError(
            _("The first row has to name the columns; missing: %s.") % ", ".join(missing)
        )
    body = rows[1:]
    while body and not any(body[-1]):
        body.pop()
    if len(body) > MOST_ROWS:
        raise TableError(_("More than 20,000 lines: split the file."))
    places = [columns.index(name) if name in columns else None for name in COLUMNS]
    table = tablib.Dataset(headers=list(COLUMNS))
    for row in body:
        table.append([_cell(row, place) for place in places])
    return table


def _rows(content: bytes, kind: str) -> list[list[str]]:
    if kind in ("csv", "txt", "tsv"):
        return _csv_rows(content)
    if kind not in ("xlsx", "ods"):
        raise TableError(_("Choose a file in CSV, XLSX or ODS."))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_BYTES_UNPACKED:
            raise TableError(_("The file holds more than 100 MB once unpacked: split it."))
    return rows_of(content)


def _csv_rows(content: bytes) -> list[list[str]]:
    """Read CSV as spreadsheets write it: with or without mark, in UTF-8 or as Windows does."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    return [[cell.strip() for cell in row] for row in rows]


def _cell(row: list[str], place: int | None) -> str:
    """Give a cell; apostrophes that our own exports put before a formula are taken off."""
    return "" if place is None or place >= len(row) else as_typed(row[place])
