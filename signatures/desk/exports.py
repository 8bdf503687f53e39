"""Exports: PostgreSQL writes the CSV itself, so a million rows cost a few megabytes.

Cells that a spreadsheet would run as a formula get an apostrophe (R-13), in SQL, in every
column that does not hold a word of ours. Names and order of the columns are stable: other
files rely on them.
"""

import tempfile
from collections.abc import Buffer, Iterable, Iterator, Sequence
from functools import reduce
from operator import add
from typing import IO, Any

from django.conf import settings
from django.db import connections
from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    F,
    Func,
    IntegerField,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan, In
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from signatures.cells import BYTE_ORDER_MARK, FORMULA_SIGNS, PARTED_FORMULA, SEPARATORS
from signatures.models import Signature
from signatures.models.statements import unhurried

# Not in a file unless chosen: who gets a list to print needs no addresses.
NOT_BY_DEFAULT = ("email",)
XLSX_MOST_ROWS = 50_000
# As numbers: matching ten patterns a row would cost half of an export's time.
_BLOCK = 65_536  # bytes
_FORMULA = [ord(sign) for sign in FORMULA_SIGNS]


class UnknownColumnError(Exception):
    """A column that exports do not have."""


class TooManyRowsError(Exception):
    """More rows than a spreadsheet should hold: use CSV."""


def harmless(name: str) -> Combinable:
    """Give a column in which a person typed, harmless for spreadsheets: `cells.harmless` in SQL."""
    field = F(name)
    first = Func(field, function="ascii", output_field=IntegerField())  # its code point
    begun = Case(
        When(In(first, _FORMULA), then=Concat(Value("'"), field)),
        default=field,
        output_field=CharField(),
    )
    pattern, marked = Value(PARTED_FORMULA), Value(r"\1'\2")
    parted = Func(begun, pattern, marked, Value("g"), function="regexp_replace")
    return Case(
        When(GreaterThan(_separators(field), 0), then=parted),
        default=begun,
        output_field=CharField(),
    )


def _separators(field: F) -> Combinable:
    """Say whether a separator stands in a cell, by a number: a pattern would take longer."""
    return reduce(add, (StrIndex(field, Value(sign)) for sign in SEPARATORS))


def local_moment(name: str) -> Combinable:
    """Give a moment to the second as a spreadsheet understands it, in the site's time zone.

    PostgreSQL writes it as `2026-01-08 23:30:00`, in half the time of `to_char`.
    """
    local = Func(Value(settings.TIME_ZONE), F(name), function="timezone")
    return Func(Value("second"), local, function="date_trunc", output_field=DateTimeField())


COLUMNS: dict[str, Combinable] = {
    "id": F("pk"),
    "status": F("status"),
    "moderation": F("moderation"),
    "display": F("display"),
    "category": harmless("category__code"),
    "first_name": harmless("first_name"),
    "last_name": harmless("last_name"),
    "email": harmless("email"),
    "organisation": harmless("organisation"),
    "organisation_record": harmless("spelling__organisation__name"),
    "verified_organisation": harmless("verified_organisation__name"),
    "job_title": harmless("job_title"),
    "city": harmless("city"),
    "country": F("country"),
    "message": harmless("message"),
    "language": F("language"),
    "channel": harmless("channel"),
    "updates": Case(
        When(updates_consented_at__isnull=True, then=Value("no")),
        default=Value("yes"),
        output_field=CharField(),
    ),
    "created_at": local_moment("created_at"),
    "verified_at": local_moment("verified_at"),
    "invalidation_reason": F("invalidation_reason"),
    "department": F("department"),
}


def default_columns() -> list[str]:
    """Give the columns of an export for which none were chosen."""
    return [name for name in COLUMNS if name not in NOT_BY_DEFAULT]


def stream_csv(
    signatures: QuerySet[Signature],
    columns: Sequence[str],
    *,
    delimiter: str = ",",
    mark: str = "",
    header: bool = True,
) -> Iterator[bytes]:
    """Write signatures as CSV (RFC 4180, UTF-8 with byte order mark), piece by piece.

    Args:
        signatures: which ones; they come in the order of their ids.
        columns: names out of `COLUMNS`, in the order wanted; a name counts once.
        delimiter: `,` or `;` (what a French Excel expects).
        mark: what every row says in a last column, `export`; "" for no such column.
        header: whether the byte order mark and the names of the columns come first.

    Raises:
        UnknownColumnError: a name is not a column; raised before the first piece.
    """
    columns = list(dict.fromkeys(columns))
    names = _names(columns, mark) if header else []
    return copy_csv(_rows(signatures, columns, mark), names, delimiter=delimiter)


def copy_csv(
    rows: QuerySet[Any, tuple], names: Sequence[str], *, delimiter: str = ","
) -> Iterator[bytes]:
    """Have PostgreSQL write rows of values as CSV, piece by piece; `lagging` is heeded.

    Args:
        rows: a queryset of `values_list`, each cell made harmless with `harmless`.
        names: of the columns; empty for neither header nor byte order mark.
        delimiter: between cells.
    """
    sql, parameters = rows.query.sql_with_params()

    def pieces() -> Iterator[bytes]:
        if names:
            yield BYTE_ORDER_MARK + (delimiter.join(names) + "\r\n").encode()
        with unhurried(using=rows.db), connections[rows.db].cursor() as cursor:
            copy = f"COPY ({sql}) TO STDOUT WITH (FORMAT csv, DELIMITER '{delimiter}')"
            with cursor.cursor.copy(copy, parameters) as written:
                yield from _in_blocks(written)

    return pieces()


def write_xlsx(
    signatures: QuerySet[Signature], columns: Sequence[str], *, mark: str = ""
) -> IO[bytes]:
    """Write signatures as an Excel file, and give it open at its beginning.

    Args:
        signatures: which ones; they come in the order of their ids.
        columns: names out of `COLUMNS`.
        mark: as in `stream_csv`; it stands in the file's properties too.

    Raises:
        UnknownColumnError: a name is not a column.
        TooManyRowsError: there are more than `XLSX_MOST_ROWS`.
    """
    columns = list(dict.fromkeys(columns))
    rows = _rows(signatures, columns, mark)
    if rows[: XLSX_MOST_ROWS + 1].count() > XLSX_MOST_ROWS:
        raise TooManyRowsError
    book = Workbook(write_only=True)
    book.properties.keywords = mark
    sheet = book.create_sheet("signatures")
    sheet.append(_names(columns, mark))
    for row in rows.iterator(chunk_size=2000):
        sheet.append([_plain(cell) for cell in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the caller reads and closes it
    book.save(file)
    file.seek(0)
    return file


def _names(columns: Sequence[str], mark: str) -> list[str]:
    return [*columns, "export"] if mark else list(columns)


def _rows(
    signatures: QuerySet[Signature], columns: Sequence[str], mark: str
) -> QuerySet[Signature, tuple]:
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown or not columns:
        raise UnknownColumnError(", ".join(unknown))
    cells = {f"cell_{name}": COLUMNS[name] for name in columns}
    if mark:
        cells["cell_export"] = Value(mark, output_field=CharField())
    plain = signatures.prefetch_related(None).order_by("pk")
    return plain.annotate(**cells).values_list(*cells)


def _plain(cell: Any) -> Any:
    """Leave out the control characters, which no cell can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell


def _in_blocks(rows: Iterable[Buffer]) -> Iterator[bytes]:
    """Join rows into blocks: a web server sends each piece on its own.

    PostgreSQL ends a row with a line feed; RFC 4180 wants carriage return and line feed.
    """
    block = bytearray()
    for row in rows:
        block += row
        block[-1:] = b"\r\n"
        if len(block) >= _BLOCK:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)
