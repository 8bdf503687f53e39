"""Why a signature is held, in words; the codes are those of `HoldReason`."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from signatures.models import HoldReason
from signatures.models.hold_reason import WATCH_LIST
from signatures.risk.reasons import RiskReason


def reason_words(reason: HoldReason) -> str:
    """Say one reason, in the reader's language."""
    if reason.code == WATCH_LIST:
        words = _("The name is on the watch-list")
        return f"{words} ({reason.watched})" if reason.watched else words
    return str(RiskReason(reason.code).label) if reason.code in RiskReason else reason.code


def reasons_of(ids: Iterable[int]) -> dict[int, list[HoldReason]]:
    """Give the unsettled reasons of some signatures, the watch-list first."""
    found: dict[int, list[HoldReason]] = {}
    rows = HoldReason.objects.filter(signature__in=list(ids), settled_at__isnull=True)
    for reason in rows.select_related("watched").order_by("pk"):
        place = 0 if reason.code == WATCH_LIST else len(found.get(reason.signature_id, []))
        found.setdefault(reason.signature_id, []).insert(place, reason)
    return found
