"""A chart in pixels, for programs that cannot place an SVG."""

from pathlib import Path

from signatures.typesetting import set_picture

_TEMPLATE = Path(__file__).parent / "chart.typ"
# Twice the width in which it is shown: sharp on paper and on good screens.
_WIDTH = 1440


def png(svg: bytes) -> bytes:
    """Draw one of our charts, 1440 pixels wide."""
    return set_picture(_TEMPLATE, {"svg": svg.decode(), "width": _WIDTH})
