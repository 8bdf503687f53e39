"""All that we hold about the owner of a signature, to take away (GDPR, articles 15 and 20)."""

import json
from typing import Any

from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import pgettext

from appeal.publishing import category_labels, text_in
from appeal.views import page_language
from signatures.models import FeaturedSignatory, OutboundEmail, Signature

# What a person typed or chose, by the names that the form has.
_TYPED = (
    "first_name",
    "last_name",
    "email",
    "organisation",
    "job_title",
    "city",
    "country",
    "department",
    "message",
    "display",
    "language",
    "channel",
)
_MOMENTS = ("created_at", "verified_at", "updates_consented_at")


def own_data(signature: Signature) -> dict[str, Any]:
    """Give everything that is stored about the owner of a signature, as plain values."""
    return {
        "appeal": signature.appeal.slug,
        "text": {
            "title": text_in(signature.version, signature.language).title,
            "version": signature.version.number,
            "sha256": signature.version.sha256,
        },
        "signature": {
            **{name: getattr(signature, name) for name in _TYPED},
            "category": signature.category.code,
            "consent_wording": signature.consent_wording,
            "ordinal": signature.ordinal,
            "status": signature.status,
            "moderation": signature.moderation,
            **{name: _moment(getattr(signature, name)) for name in _MOMENTS},
        },
        "featured": [
            {"title": title, "quote": quote}
            for title, quote in FeaturedSignatory.objects.filter(signature=signature).values_list(
                "title", "quote"
            )
        ],
        "decisions": [
            {"decision": decision, "at": _moment(at)}
            for decision, at in signature.decisions.order_by("id").values_list(
                "decision", "decided_at"
            )
        ],
        "emails": [
            {"kind": kind, "state": state, "asked_at": _moment(asked), "sent_at": _moment(sent)}
            for kind, state, asked, sent in OutboundEmail.objects.filter(signature=signature)
            .order_by("id")
            .values_list("kind", "state", "created_at", "sent_at")
        ],
    }


def as_json(signature: Signature) -> bytes:
    """Give it to a program."""
    return json.dumps(own_data(signature), ensure_ascii=False, indent=2).encode() + b"\n"


def as_text(signature: Signature) -> bytes:
    """Give it to a reader, in the language of the page."""
    context = {
        "colon": pgettext("after a label", ":"),
        "signature": signature,
        "letter": text_in(signature.version, page_language()),
        "category": category_labels(signature.appeal, page_language())[signature.category_id][1],
        "decisions": signature.decisions.order_by("id"),
        "emails": OutboundEmail.objects.filter(signature=signature).order_by("id"),
    }
    return render_to_string("signatures/signing/own_data.txt", context).encode()


def _moment(at: Any) -> str | None:
    return localtime(at).isoformat(timespec="seconds") if at else None
