"""Pictures that staff upload are made anew (R-51)."""

import io
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from appeal.images import LOGO, MOST_BYTES, ImageRefusedError, store_image
from appeal.models import StoredImage

FORMATS = ["PNG", "JPEG", "WEBP", "GIF"]


def picture(
    kind: str = "PNG", size: tuple[int, int] = (640, 320), mode: str = "RGB", **options: object
) -> io.BytesIO:
    file = io.BytesIO()
    Image.new(mode, size, "navy").save(file, kind, **options)
    file.seek(0)
    return file


@pytest.mark.requirement("R-51")
@pytest.mark.parametrize("kind", FORMATS)
def test_picture_becomes_a_small_webp(db: None, kind: str) -> None:
    stored = store_image(picture(kind), within=LOGO)

    with Image.open(io.BytesIO(bytes(stored.content))) as made:
        assert (made.format, made.size) == ("WEBP", (384, 192))
    assert (stored.width, stored.height) == (384, 192)


def test_small_picture_is_not_enlarged(db: None) -> None:
    assert store_image(picture(size=(40, 30)), within=LOGO).width == 40


def test_holes_stay_holes(db: None) -> None:
    stored = store_image(picture(mode="RGBA"), within=LOGO)

    with Image.open(io.BytesIO(bytes(stored.content))) as made:
        assert made.mode in ("RGBA", "RGB")


def test_same_picture_is_stored_once(db: None) -> None:
    first, second = (store_image(picture(), within=LOGO) for _ in range(2))

    assert first == second
    assert StoredImage.objects.count() == 1


@pytest.mark.requirement("R-51")
def test_nothing_but_pixels_survives(db: None) -> None:
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script> 43.61 3.87"
    file = picture("JPEG", exif=exif.tobytes(), comment=b"<?php secret ?>")
    file.seek(0, io.SEEK_END)
    file.write(b"PK\x03\x04 a second file")
    file.seek(0)

    content = bytes(store_image(file, within=LOGO).content)

    for trace in (b"script", b"php", b"PK\x03\x04", b"EXIF", b"XMP"):
        assert trace not in content


def test_photograph_stands_upright(db: None) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    stored = store_image(picture("JPEG", size=(100, 50), exif=exif.tobytes()), within=LOGO)

    assert (stored.width, stored.height) == (50, 100)


@pytest.mark.requirement("R-51")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"x" * (MOST_BYTES + 1),
    ],
)
def test_what_is_no_picture_is_refused(db: None, content: bytes) -> None:
    with pytest.raises(ImageRefusedError) as refusal:
        store_image(io.BytesIO(content), within=LOGO)

    assert str(refusal.value)
    assert not StoredImage.objects.exists()


@pytest.mark.requirement("R-51")
def test_picture_with_too_many_pixels_is_refused(db: None, tmp_path: Path) -> None:
    """A few kilobytes can decode to gigabytes."""
    with pytest.raises(ImageRefusedError):
        store_image(picture("PNG", size=(12_000, 12_000), mode="1"), within=LOGO)


def test_stored_picture_has_an_address_for_ever(client: Client, db: None) -> None:
    stored = store_image(picture(), within=LOGO)

    response = client.get(stored.url)

    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert response.content == bytes(stored.content)
    assert "immutable" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert dict(response.cookies) == {}
    assert client.get("/images/nothing.webp").status_code == 404
