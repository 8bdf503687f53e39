"""A chart in pixels, for programs that cannot place an SVG.

The engine that sets the dossier draws it: it is here already, and needs nothing of the system.
"""

from functools import cache
from pathlib import Path

import typst
from django.conf import settings

# Twice the size in which it is shown: sharp on paper and on good screens.
_PIXELS_PER_INCH = 144
_WIDTH = 720
_FONTS = Path(settings.BASE_DIR) / "signatures/dossier/fonts"
_PAGE = f"""
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: {_WIDTH}pt)
"""


def png(svg: bytes) -> bytes:
    """Draw one of our charts, 1440 pixels wide."""
    made = typst.compile(
        _PAGE.encode(),
        format="png",
        ppi=_PIXELS_PER_INCH,
        sys_inputs={"svg": svg.decode()},
        font_paths=_fonts(),
    )
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[_FONTS])
