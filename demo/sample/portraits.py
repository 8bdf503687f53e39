"""Portraits of people who do not exist: a few flat shapes, drawn here."""

import io
from random import Random
from typing import IO, NamedTuple

from PIL import Image, ImageDraw

_SIDE = 960  # twice what is shown, for smooth edges


class _Look(NamedTuple):
    wall: str
    coat: str
    skin: str
    hair: str
    cut: str


_WOMEN = (
    _Look("#e7dcc8", "#22437c", "#e9b896", "#2b211d", "long"),
    _Look("#dcd6ea", "#2f5d4e", "#f0c7a8", "#8a4b22", "bun"),
    _Look("#d5dfea", "#6b5a16", "#8d5a3b", "#15110f", "long"),
)
_MEN = (
    _Look("#cfe0dc", "#7a2e3d", "#c58c62", "#1d1a1a", "short"),
    _Look("#f0d9cf", "#3a3f4c", "#f2cfb4", "#8d8d92", "short"),
    _Look("#e3e6d3", "#274b6d", "#edc09c", "#5a3a22", "short"),
)


def draw_portrait(number: int, *, is_woman: bool) -> IO[bytes]:
    """Draw somebody; the same number is the same person.

    Returns:
        A PNG file, as somebody could upload it.
    """
    looks = _WOMEN if is_woman else _MEN
    look, chance = looks[number % len(looks)], Random(number)  # noqa: S311 -- no secret
    picture = Image.new("RGB", (_SIDE, _SIDE), look.wall)
    pen = ImageDraw.Draw(picture)
    middle, top = _SIDE // 2 + chance.randrange(-20, 20), 210 + chance.randrange(-15, 15)
    if look.cut == "bun":
        pen.ellipse((middle - 85, top - 150, middle + 85, top + 20), look.hair)
    if look.cut == "long":
        pen.rounded_rectangle((middle - 220, top - 30, middle + 220, top + 520), 200, look.hair)
    pen.ellipse((middle - 390, 690, middle + 390, 1400), look.coat)
    pen.rounded_rectangle((middle - 78, top + 300, middle + 78, 790), 70, look.skin)
    pen.polygon([(middle - 100, 705), (middle + 100, 705), (middle, 860)], "#f7f5f0")
    pen.rounded_rectangle((middle - 78, top + 300, middle + 78, 745), 70, look.skin)
    pen.ellipse((middle - 178, top - 55, middle + 178, top + 300), look.hair)
    pen.ellipse((middle - 150, top + 50, middle + 150, top + 425), look.skin)
    drawn = io.BytesIO()
    picture.resize((_SIDE // 2, _SIDE // 2), Image.Resampling.LANCZOS).save(drawn, "PNG")
    drawn.seek(0)
    return drawn
