"""Set one page: receipts and posters as PDF, pictures as PNG, in the letters of the site.

Everything happens in memory: values go in as JSON, never as source, and the bytes come out.
Nothing of a person touches a disk. Long documents have a process of their own (dossier).
"""

import contextlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

_FONTS = Path(__file__).parent / "dossier/fonts"


def set_page(template: Path, values: Mapping[str, Any], *, moment: datetime) -> bytes:
    """Give the PDF of a template; the same arguments give the same bytes.

    Args:
        template: a Typst file that reads `sys.inputs.values`.
        values: what it reads: words, numbers, and pictures as SVG text.
        moment: what the file says of when it was made.
    """
    inputs = {"values": json.dumps(values, ensure_ascii=False)}
    with contextlib.suppress(typst.TypstError):
        return _compile(template.read_bytes(), inputs, moment, strict=True)
    # A name in letters that our fonts lack still gets its page.
    return _compile(template.read_bytes(), inputs, moment, strict=False)


def _compile(source: bytes, inputs: dict[str, str], moment: datetime, *, strict: bool) -> bytes:
    """Make the PDF: tagged, and when `strict` checked to be readable by everybody (PDF/UA-1)."""
    return typst.compile(
        source,
        font_paths=_fonts(),
        format="pdf",
        pdf_standards="ua-1" if strict else None,
        sys_inputs=inputs,
        timestamp=int(moment.timestamp()),
    )


def set_picture(template: Path, values: Mapping[str, Any]) -> bytes:
    """Give a template's one page as PNG, of as many pixels as the page has points."""
    return typst.compile(
        template.read_bytes(),
        font_paths=_fonts(),
        format="png",
        ppi=72.0,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
    )


@cache
def _fonts() -> typst.Fonts:
    """Give the letters of the site, and none of the machine's: the same bytes everywhere."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS]
    )
