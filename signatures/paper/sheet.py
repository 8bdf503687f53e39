"""Read the first sheet of an XLSX or ODS file in a process of its own, with bounds.

Five kilobytes can name one cell in the last of a million rows, and the library makes room
for all before it: the process that reads it is ended by the system, and nobody else.
`python -m signatures.paper.sheet` reads a file from its input and writes the rows as JSON.
"""

import io
import json
import resource
import subprocess
import sys
from pathlib import Path

from python_calamine import CalamineWorkbook

MOST_MEMORY = 512 << 20  # 20,000 rows need a tenth of it
_LONGEST = 30  # seconds
_ROOT = Path(__file__).parent.parent.parent


class UnreadableError(Exception):
    """The file is broken, or too large to be read."""


def rows_of(content: bytes) -> list[list[str]]:
    """Give the cells as they are seen in the sheet, row by row.

    Raises:
        UnreadableError: see there.
    """
    command = [sys.executable, "-m", "signatures.paper.sheet"]
    try:
        done = subprocess.run(  # noqa: S603 -- our own module
            command,
            input=content,
            capture_output=True,
            timeout=_LONGEST,
            cwd=_ROOT,
            env={},  # keys and passwords are none of a stranger's file's business
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError from error
    if done.returncode:
        raise UnreadableError
    return [[str(cell) for cell in row] for row in json.loads(done.stdout)]


def _cells(content: bytes) -> list[list[str]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def _text(cell: object) -> str:
    """Give a cell as it is seen in the sheet: whole numbers without the ".0" of a float."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_LONGEST, _LONGEST))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(_cells(sys.stdin.buffer.read()), sys.stdout)
