"""Each table of the press page as a file: CSV, JSON, XLSX.

A channel's code is written by whoever makes a link, so no cell may be run (`signatures.cells`).
"""

import io
import json
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from signatures.cells import csv_table, harmless
from signatures.figures.breakdowns import Row, Table

_WIDE, _NARROW = 60, 16


def table_csv(table: Table, as_of: str) -> bytes:
    """Give a table as CSV."""
    return csv_table(_head(table), (_values(table, row) for row in table.rows))


def table_json(table: Table, as_of: str) -> bytes:
    """Give a table as JSON: what it is, as of when, its rows and what they sum to."""
    head = _head(table)
    rows = [dict(zip(head, _values(table, row), strict=True)) for row in table.rows]
    values = {
        "table": table.name,
        "title": table.title,
        "as_of": as_of,
        "total": table.total,
        "rows": rows,
    }
    return json.dumps(values, ensure_ascii=False, indent=2).encode() + b"\n"


def table_xlsx(table: Table, as_of: str) -> bytes:
    """Give a table as a workbook: title, moment, then the table."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.name)
    sheet.column_dimensions["A"].width = sheet.column_dimensions["C"].width = _NARROW
    sheet.column_dimensions["B"].width = _WIDE
    sheet.append([_bold(sheet, table.title)])
    sheet.append([as_of])
    sheet.append([_bold(sheet, name) for name in _head(table)])
    for row in table.rows:
        sheet.append([harmless(value) for value in _values(table, row)])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


type Writer = Callable[[Table, str], bytes]
WRITERS: dict[str, tuple[Writer, str]] = {
    "csv": (table_csv, "text/csv; charset=utf-8"),
    "json": (table_json, "application/json"),
    "xlsx": (table_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def _head(table: Table) -> list[str]:
    """Give the names of the columns: lasting, and the same in every language."""
    running = any(row.running_total is not None for row in table.rows)
    return ["key", "label", "count", *(["running_total"] if running else [])]


def _values(table: Table, row: Row) -> list[str | int]:
    running = [] if row.running_total is None else [row.running_total]
    return [row.key, row.label, row.count, *running]


def _bold(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=harmless(text))
    cell.font = Font(bold=True)
    return cell
