"""An OpenDocument spreadsheet, written row by row: no library does so in constant memory.

Measured at 100,000 rows in docs/adr/0035. Texts are texts: a cell that begins with `=` is shown,
never run. The same rows give the same bytes.
"""

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from signatures.cells import Cell

# XML has no way to write these.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OPENING = f"{_HEAD}<office:document-content {_NAMES}><office:body><office:spreadsheet>"
_CLOSING = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    f' manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" '
    f'manifest:media-type="{_TYPE}"/><manifest:file-entry manifest:full-path="content.xml" '
    f'manifest:media-type="text/xml"/></manifest:manifest>'
)


def write_ods(file: IO[bytes], sheets: Mapping[str, Iterable[Sequence[Cell]]]) -> None:
    """Write a workbook to `file`.

    Args:
        file: open for writing.
        sheets: rows of cells by the name of their sheet; whole numbers are numbers.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        # First and not compressed: by this a program knows the file.
        archive.writestr(zipfile.ZipInfo("mimetype", _EPOCH), _TYPE, zipfile.ZIP_STORED)
        archive.writestr(_entry("META-INF/manifest.xml"), _MANIFEST)
        with archive.open(_entry("content.xml"), "w", force_zip64=True) as content:
            content.write(_OPENING.encode())
            for name, rows in sheets.items():
                content.write(f"<table:table table:name={quoteattr(name)}>".encode())
                for row in rows:
                    cells = "".join(_cell(cell) for cell in row)
                    content.write(f"<table:table-row>{cells}</table:table-row>".encode())
                content.write(b"</table:table>")
            content.write(_CLOSING.encode())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _cell(value: Cell) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, int):
        kind, text = f'office:value-type="float" office:value="{value}"', str(value)
    else:
        kind, text = 'office:value-type="string"', escape(_UNWRITABLE.sub("", value))
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"
