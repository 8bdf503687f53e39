"""What we hold about the owner of a signature, to take away (GDPR, articles 15 and 20).

Left out, and said so: why it was held and what moderators wrote, since whoever attacks learns
from every reason (docs/adr/0011) and a note may be about others; what is made from the rest; what
a mailbox does not show to be this person's. `tests/signatures/signing/test_own_data.py` has each.
"""

import json
from typing import Any

from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appeal.publishing import category_labels, text_in
from appeal.views import page_language
from signatures.addresses import recipient_keys
from signatures.models import FeaturedSignatory, OutboundEmail, Signature, SuppressedAddress
from signatures.models.moderation import Decision

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
    """Give what is stored about the owner of a signature, as plain values."""
    suppressed = _suppression(signature)
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
            "verified_organisation": _organisation(signature),
            "status": signature.status,
            "moderation": signature.moderation,
            **{name: _moment(getattr(signature, name)) for name in _MOMENTS},
        },
        "featured": [
            {"title": title, "quote": quote, "has_portrait": bool(portrait)}
            for title, quote, portrait in FeaturedSignatory.objects.filter(
                signature=signature
            ).values_list("title", "quote", "portrait")
        ],
        "decisions": [
            {
                "decision": decision,
                # Which fields you corrected; of other decisions it is a moderator's note.
                "fields": reason if decision == Decision.CORRECT else "",
                "at": _moment(at),
            }
            for decision, reason, at in signature.decisions.order_by("id").values_list(
                "decision", "reason", "decided_at"
            )
        ],
        "proofs": [
            {"kind": proof, "state": state, "at": _moment(at)}
            for proof, state, at in signature.releases.order_by("id").values_list(
                "proof", "state", "proposed_at"
            )
        ],
        "emails": [
            {
                "kind": kind,
                "state": state,
                "error": error,
                "asked_at": _moment(asked),
                "sent_at": _moment(sent),
            }
            for kind, state, error, asked, sent in OutboundEmail.objects.filter(signature=signature)
            .order_by("id")
            .values_list("kind", "state", "last_error", "created_at", "sent_at")
        ],
        "no_more_email": {"reason": suppressed.reason, "since": _moment(suppressed.created_at)}
        if suppressed
        else None,
        "left_out": _left_out(signature),
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
        "verified_organisation": _organisation(signature),
        "decisions": signature.decisions.order_by("id"),
        "proofs": signature.releases.order_by("id"),
        "featured": FeaturedSignatory.objects.filter(signature=signature).first(),
        "suppressed": _suppression(signature),
        "left_out": _left_out(signature),
        "emails": OutboundEmail.objects.filter(signature=signature).order_by("id"),
    }
    return render_to_string("signatures/signing/own_data.txt", context).encode()


def _organisation(signature: Signature) -> str:
    found = signature.verified_organisation
    return found.name_in(page_language()) if found else ""


def _suppression(signature: Signature) -> SuppressedAddress | None:
    keys = recipient_keys(signature.canonical_email)
    return SuppressedAddress.objects.filter(recipient_key__in=keys).first()


def _left_out(signature: Signature) -> str:
    """Say what is not here, and who may be asked for it."""
    return _(
        "Not here: why a signature was held, moderators’ notes and documents, which protect "
        "others; fingerprints and search keys, made from the above or from your network; "
        "paper lists and signatures for organisations. For these, write to %(email)s."
    ) % {"email": signature.appeal.contact_email}


def _moment(at: Any) -> str | None:
    return localtime(at).isoformat(timespec="seconds") if at else None
