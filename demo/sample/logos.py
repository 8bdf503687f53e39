"""Logos for organisations that do not exist: a sign and a name, drawn here."""

import io
from random import Random

from PIL import Image, ImageDraw, ImageFont

from appeal.images import LOGO, store_image
from appeal.models import StoredImage

_SIZE = (960, 240)
_INKS = ("#0b5d5e", "#8a2b2b", "#31572c", "#4a3b8f", "#8a5a00", "#1f4e8c", "#7a2e5d", "#3b3b3b")
_ONE_LINE = 16  # letters
_SIGNS = ("ring", "sun", "waves", "steps")


def draw_logo(name: str, number: int) -> StoredImage:
    """Draw and store a logo.

    Args:
        name: what it says; long names take two lines.
        number: picks the colour and the sign.
    """
    ink, sign = _INKS[number % len(_INKS)], _SIGNS[number % len(_SIGNS)]
    picture = Image.new("RGBA", _SIZE, (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    _draw_sign(pen, sign, ink, Random(number))  # noqa: S311 -- nothing here is a secret
    font = ImageFont.load_default(72)
    words = name.split()
    half = (len(words) + 1) // 2
    lines = [" ".join(words[:half]), " ".join(words[half:])] if len(name) > _ONE_LINE else [name]
    top = 120 - 44 * len(lines)
    for line in filter(None, lines):
        pen.text((260, top), line, fill=ink, font=font)
        top += 88
    drawn = picture.crop(picture.getbbox())
    file = io.BytesIO()
    drawn.save(file, "PNG")
    file.seek(0)
    return store_image(file, within=LOGO)


def _draw_sign(pen: ImageDraw.ImageDraw, sign: str, ink: str, chance: Random) -> None:
    """Draw the sign into the square at the left."""
    if sign == "ring":
        pen.ellipse((30, 40, 190, 200), outline=ink, width=24)
        pen.ellipse((90, 100, 130, 140), fill=ink)
    elif sign == "sun":
        pen.pieslice((20, 50, 200, 230), 180, 360, fill=ink)
        for x in range(20, 201, 36):
            pen.line((110, 140, x, 20 + abs(x - 110) // 3), fill=ink, width=10)
    elif sign == "waves":
        for y in range(60, 200, 50):
            for x in range(10, 190, 60):
                pen.arc((x, y, x + 60, y + 50), 180, 360, fill=ink, width=16)
    else:
        for step in range(4):
            height = 40 + 36 * step + chance.randrange(12)
            pen.rectangle((20 + 46 * step, 210 - height, 54 + 46 * step, 210), fill=ink)
