"""Links that hand an appeal on: plain addresses of services, nothing of theirs on our pages.

No link names a person: a colleague's carries the code of a channel that everybody of one
category shares (`figures/own_channels.py`).
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal.models import Appeal
from appeal.publishing import Letter


@dataclass(frozen=True)
class ShareLink:
    """A service, and the address at which it takes what is to be shared."""

    label: str
    address: str


@dataclass(frozen=True)
class Sharing:
    """What a page needs to offer an appeal for sharing.

    Attributes:
        address: of the appeal, whole, with its channel.
        invites: whether who follows it can sign.
        text: a sentence to go with it.
        links: one for each service.
    """

    address: str
    invites: bool
    text: str
    links: list[ShareLink]


def sharing(appeal: Appeal, letter: Letter, *, now: datetime, channel: str = "") -> Sharing:
    """Give the links with which an appeal is shared, in the language of the page.

    Args:
        appeal: what is shared.
        letter: its text in that language.
        now: the database's time: nobody is asked to sign what is over.
        channel: the code that its count tells these links by.
    """
    path = reverse(
        "signatures:appeal", args=[appeal.slug], query={"via": channel} if channel else None
    )
    address = f"{settings.SITE_URL}{path}"
    invites = appeal.may_be_signed(now)
    words = (
        _("I have signed “%(title)s”. Read it, and sign if you agree:")
        if invites
        else _("“%(title)s”, to be read here:")
    )
    text = words % {"title": letter.title}
    both = quote(f"{text} {address}", safe="")
    url, said = quote(address, safe=""), quote(text, safe="")
    subject = quote(letter.short_title, safe="")
    links = [
        ShareLink(_("Email"), f"mailto:?subject={subject}&body={both}"),
        ShareLink("WhatsApp", f"https://wa.me/?text={both}"),
        ShareLink("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={url}"),
        ShareLink("Mastodon", f"https://share.joinmastodon.org/#text={both}"),
        ShareLink("Bluesky", f"https://bsky.app/intent/compose?text={both}"),
        ShareLink("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={url}"),
        ShareLink("X", f"https://x.com/intent/post?text={said}&url={url}"),
    ]
    return Sharing(address=address, invites=invites, text=text, links=links)
