"""The mails to signatories, made from the signature when they are sent.

Text and HTML say the same. The only thing in them that somebody typed is the first name,
cut and cleaned, so that a mail of ours is worth nothing to who wants to advertise (R-81).
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import css_inline
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone, translation

from appeal.publishing import text_in
from signatures.addresses import ascii_address
from signatures.enums import EmailKind
from signatures.mail.return_path import return_path, row_tag
from signatures.models import OutboundEmail
from signatures.tokens import LINK_LIFETIME, Purpose, confirmation_code, mint

_LONGEST_FIRST_NAME = 40
# The name under which a provider gives the row back (mail/providers).
ROW = "row"


@dataclass(frozen=True)
class Links:
    """The addresses and the code that one mail carries."""

    confirm: str
    not_me: str
    manage: str
    code: str
    type_code: str


def compose(email: OutboundEmail) -> EmailMultiAlternatives:
    """Make the message for one row of the outbox, in the signatory's language.

    The same row gives the same links and the same Message-ID on every attempt (R-27).
    """
    signature = email.signature
    with translation.override(signature.language):
        text = text_in(signature.version, signature.language)
        context = {
            "first_name": safe_first_name(signature.first_name),
            "appeal_title": text.title,
            "short_title": text.short_title,
            "publisher": signature.appeal.publisher,
            "links": _links(email),
            "expires_at": formats.date_format(
                timezone.localtime(email.created_at + LINK_LIFETIME), "DATE_FORMAT"
            ),
            "contact_email": signature.appeal.contact_email,
            "site_url": settings.SITE_URL,
        }
        name = f"emails/{email.kind}"
        subject = render_to_string(f"{name}_subject.txt", context)
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string(f"{name}_body.txt", context),
            # On the envelope, where bounces go; readers see the header.
            from_email=return_path(email) or settings.DEFAULT_FROM_EMAIL,
            # Django would spell some international domains as they were in 2003.
            to=[ascii_address(signature.email)],
            reply_to=[signature.appeal.contact_email],
            headers={
                "From": settings.DEFAULT_FROM_EMAIL,
                "Message-ID": message_id(email),
                "Auto-Submitted": "auto-generated",
                "Content-Language": signature.language,
            },
        )
        html = render_to_string(f"{name}_body.html", {**context, "css": _style_sheet()})
    # A provider gives this back with what becomes of the mail; SMTP does not carry it.
    message.metadata = {ROW: row_tag(email)}  # type: ignore[attr-defined]
    message.attach_alternative(css_inline.inline(html, keep_style_tags=True), "text/html")
    return message


def message_id(email: OutboundEmail) -> str:
    """Give the Message-ID: the same on every attempt, and not to be guessed (R-80)."""
    return f"<{email.pk}.{email.message_nonce.hex}@{settings.SITE_HOST}>"


def safe_first_name(name: str) -> str:
    """Give a first name fit for a mail: letters, spaces, hyphens, apostrophes; 40 at most.

    Vowel signs are letters, too: without them names in Hindi or Thai are no names.
    """
    kept = (c for c in name if unicodedata.category(c)[0] in "LM" or c.isspace() or c in "’'-·")
    return " ".join("".join(kept).split())[:_LONGEST_FIRST_NAME].strip()


def _links(email: OutboundEmail) -> Links:
    handle = email.signature.handle
    expires_at = email.created_at + LINK_LIFETIME

    def link(route: str, purpose: Purpose) -> str:
        token = mint(purpose=purpose, handle=handle, expires_at=expires_at)
        return f"{settings.SITE_URL}{reverse(route, kwargs={'token': token})}"

    return Links(
        confirm=link("signatures:confirm", Purpose.CONFIRM),
        not_me=link("signatures:not_me", Purpose.NOT_ME),
        manage=link("signatures:my_signature", Purpose.MANAGE),
        type_code=f"{settings.SITE_URL}{reverse('signatures:confirm_code')}",
        code=confirmation_code(handle) if email.kind == EmailKind.CONFIRM else "",
    )


@cache
def _style_sheet() -> str:
    path = finders.find("css/email.css")
    return Path(str(path)).read_text(encoding="utf-8")
