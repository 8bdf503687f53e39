"""Posters with a QR code: what hangs in a hall leads to the form, and says by which channel."""

import io
from pathlib import Path
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from appeal.colours import OUR_BLUE
from appeal.publishing import current_letter
from signatures.models import Channel, Tally
from signatures.models.tally import Dimension
from signatures.typesetting import set_page

_TEMPLATE = Path(__file__).parent / "poster.typ"
PAPERS = ("a4", "a3")


def counts(channels: list[Channel]) -> dict[int, int]:
    """Give how many counted signatures each channel has brought, from the tally."""
    cells = Tally.objects.filter(
        appeal__in={channel.appeal_id for channel in channels},
        dimension=Dimension.CHANNEL,
        key__in={channel.code for channel in channels},
    )
    rows = cells.values_list("appeal_id", "key").annotate(cell=Sum("value"))
    found = {(appeal, key): value for appeal, key, value in rows}
    return {channel.pk: found.get((channel.appeal_id, channel.code), 0) for channel in channels}


def address_of(channel: Channel, *, language: str) -> str:
    """Give the link of a channel, whole, in the language of its poster."""
    with translation.override(language):
        path = reverse("signatures:appeal", args=[channel.appeal.slug], query={"via": channel.code})
    return f"{settings.SITE_URL}{path}"


def poster(channel: Channel, *, paper: str, language: str) -> bytes:
    """Set the poster of a channel as PDF.

    It shows no figure: paper hangs for weeks.

    Args:
        channel: whose code is in the link.
        paper: `a4` or `a3`.
        language: of the poster and of the page that it leads to.
    """
    appeal = channel.appeal
    address = address_of(channel, language=language)
    with translation.override(language):
        letter = current_letter(appeal, language)
        values = {
            "paper": paper,
            "language": language,
            "ink": appeal.accent or OUR_BLUE,
            "publisher": appeal.publisher,
            "title": letter.title,
            "summary": letter.summary,
            "qr": qr_code(address),
            "address": address,
            "call": _("Scan, read, sign"),
            "written": urlsplit(settings.SITE_URL).netloc
            + (urlsplit(address).path if not appeal.is_featured else ""),
            "small": _("The link tells the organisers that this poster was read, and not by whom.")
            + f" ({channel.code})",
        }
        return set_page(_TEMPLATE, values, moment=channel.created_at)


def qr_code(address: str) -> str:
    """Draw a QR code that bears a quarter of it being torn off or written over."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode()
