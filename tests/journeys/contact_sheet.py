"""Pictures of many states on one sheet, to be looked at together."""

import io
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTHS = (320, 768, 1280)
_SHARE = 0.28  # of the true size
_MOST_HIGH = 1500  # pixels of a page; what comes below looks like what is above
_GAP, _LABEL = 14, 26
_GROUND, _INK = "#8b8f99", "#ffffff"


@dataclass
class ContactSheet:
    """Rows of one state each, narrow to wide."""

    rows: list[tuple[str, list[Image.Image]]] = field(default_factory=list)

    def add(self, name: str, pictures: list[bytes]) -> None:
        """Add a state, with a PNG for each of the widths."""
        self.rows.append((name, [_small(picture) for picture in pictures]))

    def save(self, path: Path) -> None:
        """Draw the sheet and write it."""
        heights = [max(one.height for one in pictures) for _name, pictures in self.rows]
        wide = sum(round(width * _SHARE) + _GAP for width in WIDTHS) + _GAP
        high = sum(height + _LABEL + _GAP for height in heights) + _GAP
        sheet = Image.new("RGB", (wide, high), _GROUND)
        pen, font, top = ImageDraw.Draw(sheet), ImageFont.load_default(15), _GAP
        for (name, pictures), height in zip(self.rows, heights, strict=True):
            pen.text((_GAP, top), name, fill=_INK, font=font)
            left = _GAP
            for one in pictures:
                sheet.paste(one, (left, top + _LABEL))
                left += one.width + _GAP
            top += _LABEL + height + _GAP
        path.parent.mkdir(parents=True, exist_ok=True)
        sheet.save(path, "WEBP", quality=72, method=6)


def _small(png: bytes) -> Image.Image:
    whole: Image.Image = Image.open(io.BytesIO(png)).convert("RGB")
    cut = whole.crop((0, 0, whole.width, min(whole.height, _MOST_HIGH)))
    size = (round(cut.width * _SHARE), round(cut.height * _SHARE))
    return cut.resize(size, Image.Resampling.LANCZOS)
