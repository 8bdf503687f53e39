"""The badges, and the page from which other sites copy them."""

import html
import re
import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from appeal.enums import AppealState, ChangeKind
from appeal.models import Appeal
from appeal.versions import draft_next_version, publish_version
from signatures.figures.badges import BADGE_STYLES, badge_style
from signatures.models.clock import database_now
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.pages import Page

SVG = "{http://www.w3.org/2000/svg}"
BADGE = "/{}/appeals/appel/badge.svg?style={}"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("style", sorted(BADGE_STYLES))
def test_badge_says_the_figure_to_everybody(
    client: Client, appeal: Appeal, language: str, style: str
) -> None:
    make_signature(appeal)

    response = client.get(BADGE.format(language, style))

    assert response["Content-Type"] == "image/svg+xml"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    picture = ET.fromstring(response.content)
    assert picture.attrib["role"] == "img"
    named = {
        element.attrib["id"]: element.text or "" for element in picture if "id" in element.attrib
    }
    words = {"fr": "1 signature vérifiée", "en": "1 verified signature"}[language]
    assert next(named[name] for name in picture.attrib["aria-labelledby"].split()) == words
    assert "".join(" ".join(text.itertext()) for text in picture.findall(f"{SVG}text"))
    assert float(picture.attrib["width"]) > 100
    # Nothing is fetched, and nothing runs.
    assert b"script" not in response.content
    assert response.content.count(b"http") == 1


def test_badge_is_not_sent_twice(client: Client, appeal: Appeal) -> None:
    first = client.get(BADGE.format("fr", "card"))

    again = client.get(BADGE.format("fr", "card"), headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304


def test_unknown_style_gives_the_usual_badge(client: Client, appeal: Appeal) -> None:
    usual = client.get(BADGE.format("fr", "card")).content

    assert client.get(BADGE.format("fr", "no-such-style")).content == usual


def test_draft_has_no_badge(client: Client, db: None) -> None:
    make_appeal(state=AppealState.DRAFT)

    assert client.get(BADGE.format("fr", "card")).status_code == 404
    assert client.get("/fr/appeals/appel/badges/").status_code == 404


def test_page_gives_lines_that_lead_to_each_badge(client: Client, appeal: Appeal) -> None:
    draft = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
    draft.texts.update(short_title='L’appel "<b>&')
    publish_version(version=draft, now=database_now())

    response = client.get("/fr/appeals/appel/badges/")

    lines = [
        html.unescape(code)
        for code in re.findall(r"<code>(.*?)</code>", response.content.decode(), re.DOTALL)
    ]
    assert len(lines) == len(BADGE_STYLES)
    for style, line in zip(BADGE_STYLES, lines, strict=True):
        assert f'src="http://testserver/fr/appeals/appel/badge.svg?style={style}"' in line
        assert 'href="http://testserver/fr/appeals/appel/"' in line
        assert "&quot;&lt;b&gt;&amp;" in line  # escaped once more, for the page it goes to
    assert Page(response).scripts == 0


@pytest.mark.parametrize("style", sorted(BADGE_STYLES))
def test_words_stand_out_from_their_ground(style: str) -> None:
    drawn = badge_style(style)

    for colour in (drawn.words, drawn.number):
        assert contrast(colour, drawn.ground) >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG computes it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
