"""The pictures of an appeal: their sizes, their cache, and what pages say of them."""

import io

import pytest
from django.test import Client
from PIL import Image

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.page_cache import pages
from signatures.sharing.pictures import SHAPES
from tests.factories import make_signature

PATH = "/fr/appeals/appel/share/"


@pytest.mark.parametrize("shape", SHAPES.values(), ids=lambda shape: shape.code)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_picture_has_the_size_that_networks_ask_for(
    client: Client, appeal: Appeal, shape: object, language: str
) -> None:
    answer = client.get(f"/{language}/appeals/appel/share/{shape.code}.png")  # type: ignore[attr-defined]

    assert answer["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (shape.width, shape.height)  # type: ignore[attr-defined]
    assert len(answer.content) < 150_000


def test_picture_is_the_same_for_some_minutes(client: Client, appeal: Appeal) -> None:
    first = client.get(f"{PATH}wide.png")
    make_signature(appeal)

    second = client.get(f"{PATH}wide.png")

    assert second.content == first.content
    assert second["Cache-Control"].startswith("public, max-age=180")


def test_address_of_the_next_round_number_is_drawn_anew(client: Client, appeal: Appeal) -> None:
    first = client.get(f"{PATH}wide.png?from=0")
    make_signature(appeal)

    assert client.get(f"{PATH}wide.png?from=100").content != first.content


@pytest.mark.parametrize("number", ["", "1", "101", "0100", "١٠٠", "50000000", "x"])
def test_made_up_numbers_fill_no_memory(client: Client, appeal: Appeal, number: str) -> None:
    first = client.get(f"{PATH}wide.png")
    make_signature(appeal)

    assert client.get(f"{PATH}wide.png", {"from": number}).content == first.content


def test_picture_of_an_appeal_that_is_over_has_nothing_ahead(
    client: Client, appeal: Appeal
) -> None:
    Appeal.objects.update(goal=1)
    make_signature(appeal)
    reached = client.get(f"{PATH}wide.png").content
    Appeal.objects.update(state=AppealState.CLOSED)

    pages.clear()
    over = client.get(f"{PATH}wide.png").content

    assert over.startswith(b"\x89PNG")
    assert over != reached


def test_longest_title_fits(client: Client, appeal: Appeal) -> None:
    with_title = appeal.versions.get().texts
    assert with_title.count() == 2
    Appeal.objects.update(publisher="Université " * 15, accent="#7a1f2b")

    assert client.get(f"{PATH}square.png").status_code == 200


@pytest.mark.parametrize("path", [f"{PATH}round.png", "/fr/appeals/nowhere/share/wide.png"])
def test_picture_that_is_none_is_not_found(client: Client, appeal: Appeal, path: str) -> None:
    assert client.get(path).status_code == 404


def test_page_names_its_picture_whole(client: Client, appeal: Appeal) -> None:
    page = client.get("/en/appeals/appel/").content.decode()

    assert 'property="og:image" content="http' in page
    assert "/en/appeals/appel/share/wide.png?from=0" in page
    assert 'property="og:image:width" content="1200"' in page
    assert 'name="twitter:card" content="summary_large_image"' in page


def test_share_page_offers_every_picture_and_loads_nothing_from_elsewhere(
    client: Client, appeal: Appeal
) -> None:
    answer = client.get(PATH)

    page = answer.content.decode()
    assert all(f"{PATH}{code}.png" in page for code in SHAPES)
    assert 'src="http' not in page
    assert "Set-Cookie" not in answer.headers
