"""Tables that somebody opens in a spreadsheet: no cell is run (R-13)."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

type Cell = str | int

# What a formula begins with. The wide forms too: East Asian spreadsheets take them for the
# plain ones.
FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"
# A spreadsheet may part a file by another sign than we did: a French Excel takes `;` wherever it
# stands, within a cell, too. What follows then begins a cell, as it does behind a quotation mark.
SEPARATORS = ",;\t\r\n"
# For PostgreSQL as well (desk/exports).
PARTED_FORMULA = f'([{SEPARATORS}]"*)([=+@＝＋－＠-])'
_PARTED = re.compile(PARTED_FORMULA)
_MARKED = re.compile(PARTED_FORMULA.replace(")(", ")'("))
# By this mark spreadsheets know that a CSV file is UTF-8.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def harmless(cell: Cell) -> Cell:
    """Give a cell with an apostrophe wherever a spreadsheet would begin to run it as a formula.

    >>> harmless("=1+1"), harmless("Dr;=1+1"), harmless("Été"), harmless(-3)
    ("'=1+1", "Dr;'=1+1", 'Été', -3)
    """
    if not isinstance(cell, str):
        return cell
    parted = _PARTED.sub(r"\1'\2", cell)
    return f"'{parted}" if cell.startswith(tuple(FORMULA_SIGNS)) else parted


def as_typed(cell: str) -> str:
    """Give a cell of one of our files without the apostrophes of `harmless`.

    >>> as_typed("'=1+1"), as_typed("Dr;'=1+1"), as_typed("l'Été")
    ('=1+1', 'Dr;=1+1', "l'Été")
    """
    if cell[:1] == "'" and cell[1:].startswith(tuple(FORMULA_SIGNS)):
        cell = cell[1:]
    return _MARKED.sub(r"\1\2", cell)


def csv_table(head: Sequence[str], rows: Iterable[Sequence[Cell]], *, end: str = "\r\n") -> bytes:
    """Give a table as CSV in UTF-8, marked as such, with every cell harmless.

    Args:
        head: the names of the columns.
        rows: the cells.
        end: of a line.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end)
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + text.getvalue().encode()
