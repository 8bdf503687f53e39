"""Exports: PostgreSQL writes the CSV itself, so a million rows cost a few megabytes.

Cells that a spreadsheet would run as a formula get an apostrophe in front (R-13), in SQL,
for every column that a person typed.
"""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO

from django.db import connection
from django.db.models import Case, CharField, F, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from openpyxl import Workbook

from signatures.models import Signature
from signatures.models.statements import unhurried

# Not in a file unless chosen: who gets a list to print needs no addresses.
NOT_BY_DEFAULT = ("email",)
XLSX_MOST_ROWS = 100_000
_FORMULA = r"^[=+\-@\t\r\n]"


class UnknownColumnError(Exception):
    """A column that exports do not have."""


class TooManyRowsError(Exception):
    """More rows than a spreadsheet should hold: use CSV."""


def _typed(name: str) -> Combinable:
    """Give a column in which a person typed, harmless for spreadsheets."""
    field = F(name)
    return Case(
        When(**{f"{name}__regex": _FORMULA}, then=Concat(Value("'"), field)),
        default=field,
        output_field=CharField(),
    )


def _moment(name: str) -> Combinable:
    return Cast(F(name), TextField())


COLUMNS: dict[str, Combinable] = {
    "id": F("pk"),
    "status": F("status"),
    "moderation": F("moderation"),
    "display": F("display"),
    "category": F("category__code"),
    "first_name": _typed("first_name"),
    "last_name": _typed("last_name"),
    "email": _typed("email"),
    "organisation": _typed("organisation"),
    "job_title": _typed("job_title"),
    "city": _typed("city"),
    "country": F("country"),
    "message": _typed("message"),
    "language": F("language"),
    "channel": F("channel"),
    "updates": Case(
        When(updates_consented_at__isnull=True, then=Value("no")),
        default=Value("yes"),
        output_field=CharField(),
    ),
    "created_at": _moment("created_at"),
    "verified_at": _moment("verified_at"),
    "invalidation_reason": F("invalidation_reason"),
}


def default_columns() -> list[str]:
    """Give the columns of an export for which none were chosen."""
    return [name for name in COLUMNS if name not in NOT_BY_DEFAULT]


def stream_csv(
    signatures: QuerySet[Signature], columns: Sequence[str], *, delimiter: str = ","
) -> Iterator[bytes]:
    """Write signatures as CSV (RFC 4180, UTF-8 with byte order mark), piece by piece.

    Args:
        signatures: which ones; they come in the order of their ids.
        columns: names out of `COLUMNS`, in the order wanted.
        delimiter: `,` or `;` (what a French Excel expects).

    Raises:
        UnknownColumnError: a name is not a column; raised before the first piece.
    """
    sql, parameters = _query(signatures, columns)
    header = io.StringIO()
    csv.writer(header, delimiter=delimiter).writerow(columns)

    def pieces() -> Iterator[bytes]:
        yield b"\xef\xbb\xbf" + header.getvalue().encode()
        with unhurried(), connection.cursor() as cursor:
            copy = f"COPY ({sql}) TO STDOUT WITH (FORMAT csv, DELIMITER '{delimiter}')"
            with cursor.cursor.copy(copy, parameters) as rows:
                yield from _in_blocks(bytes(row) for row in rows)

    return pieces()


def write_xlsx(signatures: QuerySet[Signature], columns: Sequence[str]) -> IO[bytes]:
    """Write signatures as an Excel file, and give it open at its beginning.

    Raises:
        UnknownColumnError: a name is not a column.
        TooManyRowsError: there are more than `XLSX_MOST_ROWS`.
    """
    rows = _rows(signatures, columns)
    if rows[: XLSX_MOST_ROWS + 1].count() > XLSX_MOST_ROWS:
        raise TooManyRowsError
    book = Workbook(write_only=True)
    sheet = book.create_sheet("signatures")
    sheet.append(list(columns))
    for row in rows.iterator(chunk_size=2000):
        sheet.append(["" if cell is None else cell for cell in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the caller reads and closes it
    book.save(file)
    file.seek(0)
    return file


def _rows(signatures: QuerySet[Signature], columns: Sequence[str]) -> QuerySet[Signature, tuple]:
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown or not columns:
        raise UnknownColumnError(", ".join(unknown))
    cells = {f"cell_{name}": COLUMNS[name] for name in columns}
    return signatures.order_by("pk").annotate(**cells).values_list(*cells)


def _query(signatures: QuerySet[Signature], columns: Sequence[str]) -> tuple[str, tuple]:
    return _rows(signatures, columns).query.sql_with_params()


def _in_blocks(rows: Iterator[bytes], size: int = 65_536) -> Iterator[bytes]:
    """Join rows into blocks: a web server sends each piece on its own."""
    block = bytearray()
    for row in rows:
        block += row
        if len(block) >= size:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)
