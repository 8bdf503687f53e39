"""Who stands behind an appeal, on its page."""

import io

from django.test import Client
from PIL import Image

from appeal.images import LOGO, store_image
from appeal.models import Appeal, Partner
from signatures.page_cache import pages


def test_logo_is_shown_once_and_named(client: Client, appeal: Appeal) -> None:
    file = io.BytesIO()
    Image.new("RGB", (64, 32), "navy").save(file, "PNG")
    file.seek(0)
    logo = store_image(file, within=LOGO)
    Partner.objects.create(appeal=appeal, name="CHU", url="https://chu.example/", logo=logo)
    pages.clear()

    page = " ".join(client.get("/fr/").content.decode().split())

    assert page.count(logo.url) == 1
    assert 'alt="CHU"' in page
