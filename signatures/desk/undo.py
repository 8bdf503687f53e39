"""Undo an act of moderation: exactly the rows that it changed, back to what they were."""

import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.audit import record
from accounts.models import User
from signatures.desk.deciding import lock_with_twins, newest_decisions
from signatures.enums import ModerationStatus, SignatureStatus
from signatures.models import HoldReason, Invalidation, ModerationDecision, Signature
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
    """Give a decision of the last act of somebody, if that can be undone.

    Waves are none: they go on in the background while their author decides about others, and
    each has a page of its own that undoes it.
    """
    wave = Exists(Invalidation.objects.filter(batch=OuterRef("batch")))
    last = ModerationDecision.objects.filter(~wave, decided_by=by).order_by("-pk").first()
    return last if last and last.batch and last.decision in _UNDOABLE else None


def number_of(batch: uuid.UUID) -> int:
    """Say how many signatures an act changed."""
    return ModerationDecision.objects.filter(batch=batch).count()


@transaction.atomic
def undo(batch: uuid.UUID, *, by: User, after: int = 0) -> Undone:
    """Undo one act, a thousand signatures at a time.

    Args:
        batch: names the act, from `Decided.batch`.
        by: who undoes it.
        after: the `last` of the call before.
    """
    act = ModerationDecision.objects.filter(batch=batch, decision__in=_UNDOABLE)
    # What the act changed, and nothing else: who was hidden may have confirmed since.
    is_invalidation = act.filter(decision=Decision.INVALIDATE).exists()
    field = "status" if is_invalidation else "moderation"
    decisions = list(
        act.filter(pk__gt=after)
        .order_by("pk")
        .values_list("pk", "signature", f"{field}_before")[:MOST_AT_ONCE]
    )
    ids = [signature for _pk, signature, _before in decisions]
    rows = {row.pk: row for row in _restorable(ids, is_invalidation=is_invalidation)}
    newest = newest_decisions(ids)
    groups: dict[str, list[int]] = defaultdict(list)
    for pk, signature, before in decisions:
        if signature in rows and newest[signature] == pk:
            groups[before].append(signature)
    _write_decisions([rows[pk] for group in groups.values() for pk in group], by)
    valid_again = {"invalidated_at": None, "invalidation_reason": ""} if is_invalidation else {}
    for before, group in groups.items():
        Signature.objects.filter(pk__in=group).update(**{field: before}, **valid_again)
    number = sum(map(len, groups.values()))
    if number:
        record("signature.undo", after={"batch": str(batch), "number": number}, by=by)
    return Undone(number, len(decisions) - number, decisions[-1][0] if decisions else 0)


def _restorable(ids: list[int], *, is_invalidation: bool) -> list[Signature]:
    """Lock the rows that may change back, in the order of their ids."""
    lock_with_twins(ids)
    twin = Signature.objects.filter(
        appeal=OuterRef("appeal"),
        canonical_email=OuterRef("canonical_email"),
        status=SignatureStatus.VERIFIED,
    ).exclude(pk=OuterRef("pk"))
    # In the words of the index of verified addresses; without them every row asked for a
    # twin reads all that are verified.
    twin = twin.exclude(canonical_email="")
    bound = HoldReason.objects.filter(
        signature=OuterRef("pk"), code=WATCH_LIST, settled_at__isnull=True
    )
    rows = Signature.objects.filter(pk__in=ids).exclude(status=SignatureStatus.WITHDRAWN)
    if is_invalidation:
        # What nothing names any more cannot be told from a twin.
        return list(rows.filter(anonymised_at=None).exclude(Exists(twin)))
    return list(rows.exclude(Exists(bound), moderation=ModerationStatus.HELD))


def _write_decisions(rows: list[Signature], by: User) -> None:
    ModerationDecision.objects.bulk_create(
        [
            ModerationDecision(
                signature=row,
                decision=Decision.UNDO,
                status_before=row.status,
                moderation_before=row.moderation,
                decided_by=by,
            )
            for row in rows
        ],
        batch_size=1000,
    )
