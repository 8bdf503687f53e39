"""Logos for organisations that do not exist: a sign and initials, drawn here."""

import io
from random import Random

from PIL import Image, ImageDraw, ImageFont

from appeal.images import LOGO, store_image
from appeal.models import StoredImage
from signatures.folding import search_key

_SIZE = (960, 240)
_INKS = ("#0b5d5e", "#8a2b2b", "#31572c", "#4a3b8f", "#8a5a00", "#1f4e8c", "#7a2e5d", "#3b3b3b")
_SMALL_WORD = 3  # letters: de, la, des
_SIGNS = ("ring", "sun", "waves", "steps")


def draw_logo(name: str, number: int) -> StoredImage:
    """Draw and store a logo.

    Args:
        name: gives the initials; the name itself stands beside a logo wherever it is shown.
        number: picks the colour and the sign.
    """
    ink, sign = _INKS[number % len(_INKS)], _SIGNS[number % len(_SIGNS)]
    picture = Image.new("RGBA", _SIZE, (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    _draw_sign(pen, sign, ink, Random(number))  # noqa: S311 -- nothing here is a secret
    pen.text((240, 36), _initials(name), fill=ink, font=ImageFont.load_default(150))
    drawn = picture.crop(picture.getbbox())
    file = io.BytesIO()
    drawn.save(file, "PNG")
    file.seek(0)
    return store_image(file, within=LOGO)


def _initials(name: str) -> str:
    """Give the first letters of the words that say something; the font knows no accents."""
    words = [word for word in search_key(name).split() if len(word) > _SMALL_WORD]
    return "".join(word[0] for word in words).upper()[:4]


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
