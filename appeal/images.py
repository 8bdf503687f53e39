"""Pictures that staff upload, made anew: what is served is ours, pixel by pixel (R-51).

Whatever hides in a file (scripts, places, a second file behind the first) does not survive
being decoded to pixels and encoded as WebP. The result lies in PostgreSQL, a few kilobytes
each: web processes share no disk, and the backup has everything.
"""

import hashlib
import io
import warnings
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from PIL.Image import DecompressionBombError, DecompressionBombWarning

from appeal.models import StoredImage

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 25_000_000
# A logo is shown 64 pixels high at most, a portrait 160; screens have up to three dots for each.
LOGO, PORTRAIT = (480, 192), (480, 480)
CONTENT_TYPE = "image/webp"
_READ = ("PNG", "JPEG", "WEBP", "GIF")


class ImageRefusedError(Exception):
    """Not a picture that we take; `str()` says what to do, in the reader's language."""


def store_image(file: IO[bytes], *, within: tuple[int, int]) -> StoredImage:
    """Decode an upload, shrink it, encode it as WebP, and store it once.

    Args:
        file: the upload, open.
        within: width and height in pixels that the result fits into; it is never enlarged.

    Raises:
        ImageRefusedError: too large, or no picture in a format that we read.
    """
    raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise ImageRefusedError(_("The file is larger than 2 MB: save it smaller."))
    picture = _decode(raw)
    picture.thumbnail(within, Image.Resampling.LANCZOS)
    encoded = io.BytesIO()
    # The slowest method (6) takes two seconds for a logo with holes, and saves one per cent.
    picture.save(encoded, "WEBP", quality=88, method=4)
    content = encoded.getvalue()
    stored, _made = StoredImage.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={"content": content, "width": picture.width, "height": picture.height},
    )
    return stored


def _decode(raw: bytes) -> Image.Image:
    """Give upright pixels with nothing else: no profile, no place, no second picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=_READ) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise ImageRefusedError(_("The picture has too many pixels: save it smaller."))
                upright = ImageOps.exif_transpose(opened)
                has_holes = upright.has_transparency_data
                pixels = upright.convert("RGBA" if has_holes else "RGB")
    except (OSError, ValueError, SyntaxError, DecompressionBombWarning) as error:
        raise ImageRefusedError(_("Choose a picture in PNG, JPEG or WebP.")) from error
    except DecompressionBombError as error:
        raise ImageRefusedError(_("The picture has too many pixels: save it smaller.")) from error
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    return bare
