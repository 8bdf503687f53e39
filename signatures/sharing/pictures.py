"""The pictures that stand for an appeal elsewhere: wide for links, square, and tall for stories.

They carry the live figure. Each is drawn again every few minutes at most; the address that
pages name changes with the round numbers only, because networks keep a picture by its address.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image

from appeal.colours import OUR_BLUE
from appeal.models import Appeal
from appeal.publishing import Letter
from signatures.figures.aims import Aim, aim_of
from signatures.figures.counting import total
from signatures.figures.milestones import last_round, rounds_up_to
from signatures.figures.sentences import number
from signatures.typesetting import set_picture

_TEMPLATE = Path(__file__).parent / "card.typ"
_LARGEST_ROUND = 10_000_000
_COLOURS = 64  # letters on one ground need no more


@dataclass(frozen=True)
class Shape:
    """One of the sizes that networks ask for, in pixels."""

    code: str
    width: int
    height: int


SHAPES = {
    shape.code: shape
    for shape in (Shape("wide", 1200, 630), Shape("square", 1080, 1080), Shape("story", 1080, 1920))
}


@dataclass(frozen=True)
class Card:
    """What a page says of its picture to those who show links (Open Graph).

    Attributes:
        picture: its address, whole.
        page: the address of the page, whole.
        alt: the picture in words.
    """

    picture: str
    page: str
    alt: str
    width: int
    height: int


def card(appeal: Appeal, letter: Letter, *, figure: int) -> Card:
    """Give what the appeal's page says of its picture.

    Args:
        appeal: whose page.
        letter: in the language of the page.
        figure: the count that the page shows.
    """
    wide = SHAPES["wide"]
    path = reverse(
        "signatures:picture", args=[appeal.slug, wide.code], query={"from": last_round(figure)}
    )
    return Card(
        picture=f"{settings.SITE_URL}{path}",
        page=f"{settings.SITE_URL}{reverse('signatures:appeal', args=[appeal.slug])}",
        alt=_("The title of the appeal and how many people have signed it."),
        width=wide.width,
        height=wide.height,
    )


def asked_round(asked: str) -> int:
    """Give the round number that the address of a picture names.

    Args:
        asked: what stands in the address.

    Returns:
        0 for anything else: nobody fills the memory with pictures of made-up numbers.
    """
    return next((one for one in rounds_up_to(_LARGEST_ROUND) if str(one) == asked), 0)


def draw(appeal: Appeal, letter: Letter, shape: Shape, *, language: str, now: datetime) -> bytes:
    """Draw a picture with the figure of this moment, as PNG.

    Args:
        appeal: whose figure.
        letter: its text in that language.
        shape: which picture.
        language: of numbers; the one that is active.
        now: the database's time.
    """
    figure = total(appeal)
    ahead = aim_of(appeal, figure, now=now)
    path = reverse("signatures:appeal", args=[appeal.slug])
    site = urlsplit(settings.SITE_URL).netloc
    # The front page leads to the featured appeal: shorter to type from a picture.
    address = site if appeal.is_featured else f"{site}{path}"
    values = {
        "width": shape.width,
        "height": shape.height,
        "language": language,
        "ground": appeal.accent or OUR_BLUE,
        "publisher": appeal.publisher,
        "title": letter.title,
        "figure": number(figure, language),
        "words": ngettext("verified signature", "verified signatures", figure),
        "share": min(100, figure * 100 / ahead.number) if ahead else 0,
        "aim": _aim_words(ahead, language) if ahead else "",
        "address": address,
        "flourish": render_to_string("signatures/sharing/flourish.svg"),
    }
    return _small(set_picture(_TEMPLATE, values))


def _aim_words(ahead: Aim, language: str) -> str:
    if ahead.is_reached:
        return _("The goal of %(goal)s is reached.") % {"goal": number(ahead.number, language)}
    return _("on the way to %(number)s") % {"number": number(ahead.number, language)}


def _small(png: bytes) -> bytes:
    """Give the same picture with few colours: a third of the bytes, for the same eyes."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(
            out, "PNG", optimize=True
        )
    return out.getvalue()
