"""The receipt of a verified signature: which text, when, and at which place in the count."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from appeal.publishing import text_in
from appeal.views import page_language
from signatures.figures.ordinals import ordinal
from signatures.figures.sentences import number
from signatures.models import Signature
from signatures.typesetting import set_page

_TEMPLATE = Path(__file__).parent / "receipt.typ"


@dataclass(frozen=True)
class Receipt:
    """A receipt in the reader's language.

    Attributes:
        title: what the sheet is.
        facts: a label and a value each.
        remarks: what it shows, and what it does not.
        made_from: when the signature was verified; the file is of that moment.
    """

    title: str
    facts: list[tuple[str, str]]
    remarks: list[str]
    made_from: datetime


def receipt_of(signature: Signature) -> Receipt | None:
    """Give the receipt of a signature; None before it is verified."""
    if signature.verified_at is None:
        return None
    language = page_language()
    verified = timezone.localtime(signature.verified_at)
    facts = [
        (_("Appeal"), text_in(signature.version, language).title),
        (_("Published by"), signature.appeal.publisher),
        (_("Version of the text"), number(signature.version.number, language)),
        (_("SHA-256 of the text"), signature.version.sha256),
        (_("Signed by"), f"{signature.first_name} {signature.last_name}"),
        (_("Verified on"), f"{formats.date_format(verified, 'DATETIME_FORMAT')} ({verified:%Z})"),
    ]
    if signature.ordinal:
        place = ordinal(signature.ordinal, language)
        facts.append((_("Place in the count"), place))
    history = reverse("signatures:versions", args=[signature.appeal.slug])
    return Receipt(
        title=_("Receipt of your signature"),
        facts=facts,
        remarks=[
            _("The text that you signed, and every later version, can be compared here:")
            + f" {settings.SITE_URL}{history}",
            _(
                "Whoever sees this receipt learns that you signed. Nobody may ask you for it; "
                "to show it is your choice alone."
            ),
            _("If you withdraw, your signature is erased; this sheet is then all that is left."),
        ],
        made_from=signature.verified_at,
    )


def as_text(receipt: Receipt) -> bytes:
    """Write the receipt as plain text."""
    colon = _("%(label)s: %(value)s")
    lines = [receipt.title, ""]
    lines += [colon % {"label": label, "value": value} for label, value in receipt.facts]
    return "\n".join([*lines, "", *receipt.remarks, ""]).encode()


def as_pdf(receipt: Receipt) -> bytes:
    """Set the receipt on one sheet."""
    values = {
        "language": page_language(),
        "title": receipt.title,
        "facts": [[label, value] for label, value in receipt.facts],
        "remarks": receipt.remarks,
    }
    return set_page(_TEMPLATE, values, moment=receipt.made_from)
