"""Undo an act of moderation: exactly the rows that it changed, back to what they were."""

import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.audit import record
from accounts.models import User
from signatures.desk.deciding import newest_decisions
from signatures.enums import ModerationStatus, SignatureStatus
from signatures.models import HoldReason, ModerationDecision, Signature
from signatures.models.hold_reason import WATCH_LIST
from signatures.models.moderation import Decision

# A reinstated signature has lost its reason: it is invalidated anew, not undone.
_UNDOABLE = (Decision.APPROVE, Decision.HIDE, Decision.HOLD, Decision.INVALIDATE)
MOST_AT_ONCE = 1000


@dataclass(frozen=True)
class Undone:
    """What undoing did.

    Attributes:
        number: how many signatures are again what they were.
        left: how many were not touched: somebody decided about them later, they were
            withdrawn, or their address has another verified signature by now.
        last: the last decision that was looked at; 0 when there is no more.
    """

    number: int
    left: int
    last: int


def last_act(by: User) -> ModerationDecision | None:
    """Give a decision of the last act of somebody, if that can be undone."""
    last = ModerationDecision.objects.filter(decided_by=by).order_by("-pk").first()
    return last if last and last.batch and last.decision in _UNDOABLE else None


def number_of(batch: uuid.UUID) -> int:
    """Say how many signatures an act changed."""
    return ModerationDecision.objects.filter(batch=batch).count()


@transaction.atomic
def undo(batch: uuid.UUID, *, by: User, after: int = 0, reason: str = "") -> Undone:
    """Undo one act, a thousand signatures at a time.

    Args:
        batch: names the act, from `Decided.batch`.
        by: who undoes it.
        after: the `last` of the call before.
        reason: words for the colleagues.
    """
    decisions = list(
        ModerationDecision.objects.filter(batch=batch, decision__in=_UNDOABLE, pk__gt=after)
        .order_by("pk")
        .values_list("pk", "signature", "status_before", "moderation_before")[:MOST_AT_ONCE]
    )
    ids = [signature for _pk, signature, _status, _moderation in decisions]
    rows = {row.pk: row for row in _restorable(ids)}
    newest = newest_decisions(ids)
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for pk, signature, status, moderation in decisions:
        if signature in rows and newest[signature] == pk:
            groups[status, moderation].append(signature)
    _write_decisions([rows[pk] for group in groups.values() for pk in group], by, reason)
    for (status, moderation), group in groups.items():
        Signature.objects.filter(pk__in=group).update(
            status=status, moderation=moderation, invalidated_at=None, invalidation_reason=""
        )
    number = sum(map(len, groups.values()))
    if number:
        record("signature.undo", after={"batch": str(batch), "number": number}, by=by)
    return Undone(number, len(decisions) - number, decisions[-1][0] if decisions else 0)


def _restorable(ids: list[int]) -> list[Signature]:
    """Lock the rows that may change back, in the order of their ids."""
    twin = Signature.objects.filter(
        appeal=OuterRef("appeal"),
        canonical_email=OuterRef("canonical_email"),
        status=SignatureStatus.VERIFIED,
    ).exclude(pk=OuterRef("pk"))
    bound = HoldReason.objects.filter(
        signature=OuterRef("pk"), code=WATCH_LIST, settled_at__isnull=True
    )
    rows = Signature.objects.filter(pk__in=ids).exclude(status=SignatureStatus.WITHDRAWN)
    rows = rows.annotate(has_twin=Exists(twin), is_bound=Exists(bound))
    return [
        row
        for row in rows.select_for_update(of=("self",)).order_by("pk")
        if not row.has_twin
        and not (
            row.is_bound
            and row.moderation == ModerationStatus.HELD
            and row.status != SignatureStatus.INVALIDATED
        )
    ]


def _write_decisions(rows: list[Signature], by: User, reason: str) -> None:
    ModerationDecision.objects.bulk_create(
        [
            ModerationDecision(
                signature=row,
                decision=Decision.UNDO,
                reason=reason[:300],
                status_before=row.status,
                moderation_before=row.moderation,
                decided_by=by,
            )
            for row in rows
        ],
        batch_size=1000,
    )
