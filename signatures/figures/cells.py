"""Cells of a table that somebody opens in a spreadsheet: none is run (R-13)."""

import re

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


def harmless(cell: str | int) -> str | int:
    """Give a cell with an apostrophe in front where a spreadsheet would run it as a formula.

    >>> harmless("=1+1"), harmless("Été"), harmless(-3)
    ("'=1+1", 'Été', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
