"""A few held signatures with every kind of reason, so that the queue shows what it can."""

from appeal.models import Appeal
from signatures.desk.holding import hold_back
from signatures.enums import Display, ModerationStatus
from signatures.models import HoldReason, Signature, WatchedName
from signatures.models.watched_name import WatchedKind
from signatures.risk.reasons import RiskReason
from signatures.risk.watchlist import set_keys
from signatures.wall.public import public_signatures

_WATCHED = 3
_REASONS = (RiskReason.DISPOSABLE, RiskReason.NETWORK_EXCESS, RiskReason.MESSAGE_REPEATED)


def hold_some(appeal: Appeal) -> None:
    """Put some invented signatories on the watch-list, and give held ones their reasons."""
    held = Signature.objects.filter(appeal=appeal, moderation=ModerationStatus.HELD)
    HoldReason.objects.bulk_create(
        [
            HoldReason(signature=row, code=_REASONS[number % len(_REASONS)])
            for number, row in enumerate(held.order_by("pk")[:20])
        ]
    )
    shown = public_signatures(appeal).filter(display=Display.FULL)
    for row in shown.order_by("pk")[:_WATCHED]:
        watched = WatchedName(
            kind=WatchedKind.WELL_KNOWN,
            first_name=row.first_name,
            last_name=row.last_name,
            note="Exemple de la démonstration",
        )
        set_keys(watched)
        same = WatchedName.objects.filter(first_key=watched.first_key, last_key=watched.last_key)
        if not same.exists():
            watched.save()
        hold_back(row)
