"""An appeal's colour can be read, or the nearest one that can is named."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from appeal.colours import (
    BY_DAY,
    BY_NIGHT,
    LEGIBLE,
    TooPaleError,
    check_accent,
    contrast,
    looks_wrong,
    nearest_legible,
    shades,
)
from appeal.models import Appeal

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1.0)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == round(contrast(other, one), 2) == ratio


@given(colours)
def test_every_colour_has_a_legible_neighbour_by_day_and_by_night(colour: str) -> None:
    by_day = nearest_legible(colour, on=BY_DAY)
    tokens = shades(by_day)

    assert contrast(tokens.ink, BY_DAY) >= LEGIBLE
    assert contrast(tokens.deep, BY_DAY) >= LEGIBLE
    assert contrast(tokens.ink_by_night, BY_NIGHT) >= LEGIBLE
    assert contrast(tokens.deep_by_night, BY_NIGHT) >= LEGIBLE
    check_accent(by_day)


@pytest.mark.parametrize("colour", ["#a5180f", "#c1121f", "#8b0000", "#b3261e"])
def test_red_looks_like_a_mistake(colour: str) -> None:
    assert looks_wrong(colour)


@pytest.mark.parametrize("colour", ["", "#20369c", "#1f6b4f", "#9c2a6b", "#8a5a00", "#5c4a48"])
def test_other_colours_do_not(colour: str) -> None:
    assert not looks_wrong(colour)


def test_legible_colour_stays_what_it_is() -> None:
    assert nearest_legible("#20369c", on=BY_DAY) == "#20369c"


@pytest.mark.parametrize("colour", ["", "#20369c", "#000000", "no colour"])
def test_colour_is_accepted(colour: str) -> None:
    check_accent(colour)


def test_pale_colour_is_refused_with_the_nearest_that_is_not() -> None:
    with pytest.raises(TooPaleError) as refused:
        check_accent("#f4a261")

    check_accent(refused.value.nearest)


def test_appeal_names_the_nearest_colour_when_it_is_stored(appeal: Appeal) -> None:
    appeal.accent = "#F4A261"

    with pytest.raises(ValidationError) as refused:
        appeal.full_clean()

    [message] = refused.value.message_dict["accent"]
    appeal.accent = message.rstrip(".")[-7:]
    appeal.full_clean()


def test_appeal_with_a_colour_has_its_style_sheet(client: Client, appeal: Appeal) -> None:
    Appeal.objects.update(accent="#8a2b2b")

    page = client.get("/fr/").content.decode()
    sheet = client.get("/theme/8a2b2b.css")

    assert '<link rel="stylesheet" href="/theme/8a2b2b.css">' in page
    assert sheet["Content-Type"].startswith("text/css")
    assert "--ink: #8a2b2b;" in sheet.content.decode()


@pytest.mark.parametrize("colour", ["f4a261", "8A2B2B", "8a2b", "8a2b2b;}"])
def test_there_is_no_style_sheet_of_anything_else(client: Client, db: None, colour: str) -> None:
    assert client.get(f"/theme/{colour}.css").status_code == 404
