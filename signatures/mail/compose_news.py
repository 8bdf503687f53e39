"""News to signatories as a mail: their own words around the organisers' text (R-82)."""

import re
from datetime import datetime
from email.policy import Policy
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe

from appeal.markdown import render_markdown
from appeal.publishing import current_version, text_in
from signatures.mail.message import appeal_address, build, safe_first_name, style_sheet
from signatures.models import NewsletterText, OutboundEmail
from signatures.tokens import STOP_LIFETIME, Purpose, mint

_LINK = re.compile(r"\[([^\]\n]+)\]\((https?://[^)\s]+)\)")
_MARKS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


class _ListUnsubscribe(str):
    """The header's value, which leaves on one line however long it is.

    Python folds at 78 characters. It has no grammar for this header, finds no blank in an
    address, and makes encoded words of it, which nobody reads as one (RFC 2047, section 5).
    What has a `name` it takes for a header that is ready, and asks for its line.
    """

    __slots__ = ()
    name = "List-Unsubscribe"

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def compose_news(
    text: NewsletterText,
    *,
    address: str,
    first_name: str,
    handle: UUID,
    now: datetime,
    email: OutboundEmail | None = None,
) -> EmailMultiAlternatives:
    """Make the mail in the language of `text`.

    Args:
        text: what the organisers wrote.
        address: to whom.
        first_name: of that person; empty when it is not known.
        handle: the signature whose news the mail's link ends.
        now: when it was asked for: the same link on every attempt.
        email: its row of the outbox; None for a test.
    """
    appeal = text.newsletter.appeal
    with translation.override(text.language):
        stop = stop_link(handle, now)
        context = {
            "first_name": safe_first_name(first_name),
            "subject": text.subject,
            "appeal_title": text_in(current_version(appeal), text.language).title,
            "publisher": appeal.publisher,
            "contact_email": appeal.contact_email,
            "news_text": plain(text.body),
            "news_html": mark_safe(  # noqa: S308 -- sanitised there
                render_markdown(text.body, text.language)
            ),
            "stop": stop,
            "appeal_url": appeal_address(appeal),
            "css": style_sheet(),
        }
        message = build(
            subject=text.subject,
            text=render_to_string("emails/news_body.txt", context),
            html=render_to_string("emails/news_body.html", context),
            language=text.language,
            to=address,
            reply_to=appeal.contact_email,
            email=email,
        )
    # RFC 8058: mail programs offer one click, and post to the address without a cookie.
    message.extra_headers["List-Unsubscribe"] = _ListUnsubscribe(f"<{stop}>")
    message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def stop_link(handle: UUID, now: datetime) -> str:
    """Give the address that ends the news of one signature."""
    token = mint(purpose=Purpose.STOP_NEWS, handle=handle, expires_at=now + STOP_LIFETIME)
    return f"{settings.SITE_URL}{reverse('signatures:stop_news', kwargs={'token': token})}"


def plain(markdown: str) -> str:
    """Give Markdown as text that reads well alone: links after their words, no asterisks."""
    text = _LINK.sub(r"\1 (\2)", markdown)
    text = _MARKS.sub(r"\2", text)
    return re.sub(r"^#{1,6}\s+", "", text, flags=re.MULTILINE).strip()
