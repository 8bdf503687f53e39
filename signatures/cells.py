"""Tables that somebody opens in a spreadsheet: no cell is run (R-13)."""

import csv
import io
from collections.abc import Iterable, Sequence

type Cell = str | int

# What a formula begins with. The wide forms too: East Asian spreadsheets take them for the
# plain ones.
FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"
# By this mark spreadsheets know that a CSV file is UTF-8.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def harmless(cell: Cell) -> Cell:
    """Give a cell with an apostrophe in front where a spreadsheet would run it as a formula.

    >>> harmless("=1+1"), harmless("Été"), harmless(-3)
    ("'=1+1", 'Été', -3)
    """
    is_formula = isinstance(cell, str) and cell.startswith(tuple(FORMULA_SIGNS))
    return f"'{cell}" if is_formula else cell


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
