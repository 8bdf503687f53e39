"""Portraits: whatever is uploaded is drawn anew, so that nothing but the picture is kept (R-51)."""

import io
import uuid
from typing import IO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

from signatures.models.job import private_storage

MOST_BYTES = 2_000_000
MOST_PIXELS = 40_000_000
SIZE = (480, 480)
FOLDER = "portraits"


class NotAPictureError(Exception):
    """Not a picture that can be read, or too large a one."""


def store_portrait(file: IO[bytes]) -> str:
    """Draw a picture anew as a square WebP without metadata, and store it under a random name.

    Args:
        file: as uploaded, open.

    Returns:
        The name in the private store.

    Raises:
        NotAPictureError: it cannot be read, or has too many bytes or pixels.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise NotAPictureError
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPictureError
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            square = ImageOps.fit(upright, SIZE)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotAPictureError from error
    drawn = io.BytesIO()
    square.save(drawn, "WEBP", quality=82, exif=b"", icc_profile=b"")
    name = f"{FOLDER}/{uuid.uuid4().hex}.webp"
    return private_storage().save(name, ContentFile(drawn.getvalue()))
