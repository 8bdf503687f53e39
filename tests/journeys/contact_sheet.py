"""Pictures of many states on one sheet, to be looked at together."""

import io
from bisect import bisect
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTHS = (320, 768, 1280)
_SHARE = 0.28  # of the true size
_MOST_HIGH = 1500  # pixels of a page; what comes below looks like what is above
_GAP, _LABEL = 14, 26
_GROUND, _INK = "#8b8f99", "#ffffff"

type Row = tuple[str, list[Image.Image]]


@dataclass
class ContactSheet:
    """Rows of one state each, narrow to wide."""

    rows: list[Row] = field(default_factory=list)

    def add(self, name: str, pictures: list[bytes]) -> None:
        """Add a state, with a PNG for each of the widths."""
        self.rows.append((name, [_small(picture) for picture in pictures]))

    def save(self, path: Path) -> None:
        """Draw the sheet and write it."""
        columns = self._columns()
        wide = sum(round(width * _SHARE) + _GAP for width in WIDTHS) + _GAP
        high = max(sum(map(_height, rows)) for rows in columns) + _GAP
        sheet = Image.new("RGB", (len(columns) * wide, high), _GROUND)
        pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(15)
        for number, rows in enumerate(columns):
            top = _GAP
            for name, pictures in rows:
                left = number * wide + _GAP
                pen.text((left, top), name, fill=_INK, font=font)
                for one in pictures:
                    sheet.paste(one, (left, top + _LABEL))
                    left += one.width + _GAP
                top += _height((name, pictures))
        path.parent.mkdir(parents=True, exist_ok=True)
        sheet.save(path, "WEBP", quality=72, method=6)

    def _columns(self) -> list[list[Row]]:
        """Share the rows between two columns: a WebP ends at 16,383 pixels."""
        ends = list(accumulate(map(_height, self.rows)))
        first = bisect(ends, ends[-1] / 2) + 1
        return [self.rows[:first], self.rows[first:]]


def _height(row: Row) -> int:
    return _LABEL + max(one.height for one in row[1]) + _GAP


def _small(png: bytes) -> Image.Image:
    whole: Image.Image = Image.open(io.BytesIO(png)).convert("RGB")
    cut = whole.crop((0, 0, whole.width, min(whole.height, _MOST_HIGH)))
    size = (round(cut.width * _SHARE), round(cut.height * _SHARE))
    return cut.resize(size, Image.Resampling.LANCZOS)
