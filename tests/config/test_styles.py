"""The style sheets, as an old browser reads them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "static"
SHEETS = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*.css"))
PIECES = re.compile(r"[^{};]+[{;]|[^{};]*}")


def declarations(css: str) -> Iterator[tuple[str, list[str]]]:
    """Give each declaration with the blocks that it stands in."""
    blocks: list[str] = []
    for piece in PIECES.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        if piece.endswith("{"):
            blocks.append(piece[:-1].strip())
            continue
        yield piece[:-1].strip(), list(blocks)
        if piece.endswith("}"):
            blocks.pop()


@pytest.mark.parametrize("sheet", SHEETS, ids=str)
def test_no_custom_property_needs_what_a_browser_may_lack(sheet: Path) -> None:
    """Any text is good for a custom property: nothing falls back to the one before it."""
    for declaration, blocks in declarations((FOLDER / sheet).read_text()):
        if declaration.startswith("--") and "light-dark(" in declaration:
            asked = any(block.startswith("@supports (color: light-dark(") for block in blocks)
            assert asked, declaration
