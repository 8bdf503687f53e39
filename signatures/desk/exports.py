"""Exports: PostgreSQL writes the CSV itself, so a million rows cost a few megabytes.

Cells that a spreadsheet would run as a formula get an apostrophe in front (R-13), in SQL,
for every column that does not hold a word of ours. Names and order of the columns are
stable: other files rely on them.
"""

import tempfile
from collections.abc import Buffer, Iterable, Iterator, Sequence
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.models import Case, CharField, F, Func, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from signatures.models import Signature
from signatures.models.statements import unhurried

# Not in a file unless chosen: who gets a list to print needs no addresses.
NOT_BY_DEFAULT = ("email",)
XLSX_MOST_ROWS = 100_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# The wide forms too: East Asian spreadsheets take them for the plain ones.
_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"


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
    """Give a moment as a spreadsheet understands it, in the site's time zone."""
    local = Func(Value(settings.TIME_ZONE), F(name), function="timezone")
    return Func(local, Value("YYYY-MM-DD HH24:MI:SS"), function="to_char", output_field=TextField())


COLUMNS: dict[str, Combinable] = {
    "id": F("pk"),
    "status": F("status"),
    "moderation": F("moderation"),
    "display": F("display"),
    "category": _typed("category__code"),
    "first_name": _typed("first_name"),
    "last_name": _typed("last_name"),
    "email": _typed("email"),
    "organisation": _typed("organisation"),
    "organisation_record": _typed("spelling__organisation__name"),
    "verified_organisation": _typed("verified_organisation__name"),
    "job_title": _typed("job_title"),
    "city": _typed("city"),
    "country": F("country"),
    "message": _typed("message"),
    "language": F("language"),
    "channel": _typed("channel"),
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
        columns: names out of `COLUMNS`, in the order wanted; a name counts once.
        delimiter: `,` or `;` (what a French Excel expects).

    Raises:
        UnknownColumnError: a name is not a column; raised before the first piece.
    """
    columns = list(dict.fromkeys(columns))
    sql, parameters = _rows(signatures, columns).query.sql_with_params()
    header = delimiter.join(columns) + "\r\n"

    def pieces() -> Iterator[bytes]:
        yield BYTE_ORDER_MARK + header.encode()
        with unhurried(), connection.cursor() as cursor:
            copy = f"COPY ({sql}) TO STDOUT WITH (FORMAT csv, DELIMITER '{delimiter}')"
            with cursor.cursor.copy(copy, parameters) as rows:
                yield from _in_blocks(rows)

    return pieces()


def write_xlsx(signatures: QuerySet[Signature], columns: Sequence[str]) -> IO[bytes]:
    """Write signatures as an Excel file, and give it open at its beginning.

    Raises:
        UnknownColumnError: a name is not a column.
        TooManyRowsError: there are more than `XLSX_MOST_ROWS`.
    """
    columns = list(dict.fromkeys(columns))
    rows = _rows(signatures, columns)
    if rows[: XLSX_MOST_ROWS + 1].count() > XLSX_MOST_ROWS:
        raise TooManyRowsError
    book = Workbook(write_only=True)
    sheet = book.create_sheet("signatures")
    sheet.append(list(columns))
    for row in rows.iterator(chunk_size=2000):
        sheet.append([_plain(cell) for cell in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the caller reads and closes it
    book.save(file)
    file.seek(0)
    return file


def _rows(signatures: QuerySet[Signature], columns: Sequence[str]) -> QuerySet[Signature, tuple]:
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown or not columns:
        raise UnknownColumnError(", ".join(unknown))
    cells = {f"cell_{name}": COLUMNS[name] for name in columns}
    plain = signatures.prefetch_related(None).order_by("pk")
    return plain.annotate(**cells).values_list(*cells)


def _plain(cell: Any) -> Any:
    """Leave out the control characters, which no cell can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell


def _in_blocks(rows: Iterable[Buffer], size: int = 65_536) -> Iterator[bytes]:
    """Join rows into blocks: a web server sends each piece on its own.

    PostgreSQL ends a row with a line feed; RFC 4180 wants carriage return and line feed.
    """
    block = bytearray()
    for row in rows:
        block += row
        block[-1:] = b"\r\n"
        if len(block) >= size:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)
