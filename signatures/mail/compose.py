"""The mails to signatories, made from the signature when they are sent.

Text and HTML say the same. The only thing in them that somebody typed is the first name,
cut and cleaned, so that a mail of ours is worth nothing to who wants to advertise (R-81).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone, translation

from appeal.publishing import text_in
from signatures.enums import EmailKind
from signatures.mail.compose_news import compose_news
from signatures.mail.message import (
    appeal_address,
    build,
    one_line,
    safe_first_name,
    style_sheet,
)
from signatures.models import Newsletter, OutboundEmail
from signatures.privacy.retention import UNCONFIRMED_KEPT
from signatures.tokens import LINK_LIFETIME, Purpose, confirmation_code, mint

_WITH_CODE = (EmailKind.CONFIRM, EmailKind.REMINDER, EmailKind.BODY_CONFIRM)
# Whoever gets a mail has so long at least, however late it leaves.
_TIME_TO_ANSWER = timedelta(days=1)


@dataclass(frozen=True)
class Links:
    """The addresses and the code that one mail carries."""

    confirm: str
    not_me: str
    manage: str
    body: str
    code: str
    type_code: str


def compose(email: OutboundEmail) -> EmailMultiAlternatives:
    """Make the message for one row of the outbox, in the signatory's language.

    The same row gives the same links and the same Message-ID on every attempt (R-27), unless
    days lie between them.
    """
    if email.newsletter is not None:
        return _news(email, email.newsletter)
    signature = email.about
    with translation.override(signature.language):
        text = text_in(signature.version, signature.language)
        expires_at = _links_end(email)
        name = f"emails/{email.kind}"
        context = {
            "first_name": safe_first_name(signature.first_name),
            "appeal_title": text.title,
            "short_title": text.short_title,
            "publisher": signature.appeal.publisher,
            "links": _links(email, expires_at),
            "expires_at": formats.date_format(timezone.localtime(expires_at), "DATE_FORMAT"),
            "works_seven_days": expires_at == email.created_at + LINK_LIFETIME,
            "contact_email": signature.appeal.contact_email,
            "appeal_url": appeal_address(signature.appeal),
        }
        subject = one_line(render_to_string(f"{name}_subject.txt", context))
        context["subject"] = subject
        return build(
            subject=subject,
            text=render_to_string(f"{name}_body.txt", context),
            html=render_to_string(f"{name}_body.html", {**context, "css": style_sheet()}),
            language=signature.language,
            to=signature.email,
            reply_to=signature.appeal.contact_email,
            email=email,
        )


def _news(email: OutboundEmail, newsletter: Newsletter) -> EmailMultiAlternatives:
    signature = email.about
    texts = {text.language: text for text in newsletter.texts.select_related("newsletter__appeal")}
    return compose_news(
        texts.get(signature.language) or next(iter(texts.values())),
        address=signature.email,
        first_name=signature.first_name,
        handle=signature.handle,
        now=email.created_at,
        email=email,
    )


def _links_end(email: OutboundEmail) -> datetime:
    """Give the moment from which on the links of a mail lead nowhere.

    Counted from the request, and from a week later where the mail was held up for so long (a
    stop, a provider's pace) that its links would have ended. A confirmation link ends with the
    signature that it would confirm.
    """
    end: datetime = email.created_at + LINK_LIFETIME
    while end < email.due_at + _TIME_TO_ANSWER:  # the lease of who sends it now
        end += LINK_LIFETIME
    if email.kind in _WITH_CODE:
        end = min(end, email.about.created_at + UNCONFIRMED_KEPT)
    return end


def _links(email: OutboundEmail, expires_at: datetime) -> Links:
    handle = email.about.handle
    typed_at = "signatures:body_code" if email.body_id else "signatures:confirm_code"

    def link(route: str, purpose: Purpose) -> str:
        token = mint(purpose=purpose, handle=handle, expires_at=expires_at)
        return f"{settings.SITE_URL}{reverse(route, kwargs={'token': token})}"

    return Links(
        confirm=link("signatures:confirm", Purpose.CONFIRM),
        not_me=link("signatures:not_me", Purpose.NOT_ME),
        manage=link("signatures:my_signature", Purpose.MANAGE),
        body=link("signatures:body", Purpose.BODY),
        type_code=f"{settings.SITE_URL}{reverse(typed_at)}",
        code=confirmation_code(handle) if email.kind in _WITH_CODE else "",
    )
