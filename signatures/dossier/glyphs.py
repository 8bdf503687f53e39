"""What the dossier's letters can show (fonts/coverage.txt).

A PDF for everybody (PDF/UA) may hold no character without a shape: an emoji or a rare sign in
a name would end the whole dossier. It is shown as a box instead, the page says so, and the
annexes have it as typed.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
BOX = "□"


@cache
def _unknown() -> re.Pattern[str]:
    """Give a pattern that finds what no font of ours has."""
    ranges = (FONTS / "coverage.txt").read_text(encoding="ascii").split()
    known = "".join(
        rf"\U{int(first, 16):08X}-\U{int(last, 16):08X}"
        for first, _dash, last in (line.partition("-") for line in ranges)
    )
    return re.compile(f"[^{known}]")


def printable(text: str) -> str:
    r"""Give `text` with a box for each character that has no shape, without invisible ones.

    >>> printable("Zoe\u0308\u200d 漢 😀")
    'Zoë 漢 □'
    """
    return _unknown().sub(_instead, unicodedata.normalize("NFC", text))


def has_box(text: str) -> bool:
    """Say whether a character of `text` is shown as a box."""
    return BOX in printable(text)


def printable_throughout(values: Any) -> Any:
    """Give plain values with every text in them printable."""
    if isinstance(values, str):
        return printable(values)
    if isinstance(values, dict):
        return {key: printable_throughout(value) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return [printable_throughout(value) for value in values]
    return values


def _instead(found: re.Match[str]) -> str:
    character = found.group()
    if character in "\n\t":
        return " "
    if character == "\N{NARROW NO-BREAK SPACE}":
        return "\N{NO-BREAK SPACE}"
    # Marks and controls show nothing by themselves: no box for them.
    return "" if unicodedata.category(character)[0] in "CM" else BOX
