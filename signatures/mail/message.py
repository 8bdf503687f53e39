"""What all mails to signatories have in common: their headers, their dress, their names."""

import unicodedata
from functools import cache
from pathlib import Path

import css_inline
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from appeal.models import Appeal
from signatures.addresses import ascii_address
from signatures.mail.return_path import return_path, row_tag
from signatures.models import OutboundEmail

_LONGEST_FIRST_NAME = 40
# The name under which a provider gives the row back (mail/providers).
ROW = "row"


def build(
    *,
    subject: str,
    text: str,
    html: str,
    language: str,
    to: str,
    reply_to: str,
    email: OutboundEmail | None = None,
) -> EmailMultiAlternatives:
    """Put a mail together (R-80).

    Args:
        subject: one line; line ends are folded away.
        text: the whole mail as plain text.
        html: the same, styled by `style_sheet`; the styles go into the tags.
        language: of both.
        to: the recipient.
        reply_to: an address that somebody reads.
        email: its row of the outbox; None for a mail that staff send to themselves.
    """
    headers = {
        # The envelope has another sender, to which bounces go.
        "From": settings.DEFAULT_FROM_EMAIL,
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
    }
    if email is not None:
        headers["Message-ID"] = message_id(email)
    message = EmailMultiAlternatives(
        subject=one_line(subject),
        body=f"{text.strip()}\n",
        from_email=(email and return_path(email)) or settings.DEFAULT_FROM_EMAIL,
        # Django would spell some international domains as they were in 2003.
        to=[ascii_address(to)],
        reply_to=[reply_to],
        headers=headers,
    )
    if email is not None:
        # A provider gives this back with what becomes of the mail; SMTP does not carry it.
        message.metadata = {ROW: row_tag(email)}  # type: ignore[attr-defined]
    message.attach_alternative(css_inline.inline(html, keep_style_tags=True), "text/html")
    return message


def one_line(text: str) -> str:
    """Fold line ends and runs of blanks: a header is one line."""
    return " ".join(text.split())


def appeal_address(appeal: Appeal) -> str:
    """Give where the appeal is read, in the language of the moment."""
    path = reverse("signatures:appeal", kwargs={"slug": appeal.slug})
    return f"{settings.SITE_URL}{path}"


def message_id(email: OutboundEmail) -> str:
    """Give the Message-ID: the same on every attempt, and not to be guessed (R-80)."""
    return f"<{email.pk}.{email.message_nonce.hex}@{settings.SITE_HOST}>"


def safe_first_name(name: str) -> str:
    """Give a first name fit for a mail: letters, spaces, hyphens, apostrophes; 40 at most.

    Vowel signs are letters, too: without them names in Hindi or Thai are no names.
    """
    kept = (c for c in name if unicodedata.category(c)[0] in "LM" or c.isspace() or c in "’'-·")
    return " ".join("".join(kept).split())[:_LONGEST_FIRST_NAME].strip()


@cache
def style_sheet() -> str:
    """Give the mails' one style sheet."""
    path = finders.find("css/email.css")
    return Path(str(path)).read_text(encoding="utf-8")
