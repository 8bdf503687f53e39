"""Moderation: approve, hide, hold, invalidate, reinstate; each with its trace.

Hidden is counted and not shown. Held is neither. Invalidated is out of the count, with a
public reason (DESIGN, Words). A withdrawn signature is nobody's to decide about any more.
"""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.audit import record
from accounts.models import User
from signatures.enums import InvalidationReason, ModerationStatus, SignatureStatus
from signatures.models import ModerationDecision, Signature
from signatures.models.moderation import Decision

MOST_AT_ONCE = 10_000
# The record names so many; the history of each signature has the rest.
MOST_NAMED = 100


class TooManyError(Exception):
    """More signatures than one decision may touch: narrow the selection."""


class NotReinstatableError(Exception):
    """Another signature of the same address has been verified meanwhile (R-04)."""


@dataclass(frozen=True)
class Selection:
    """What a decision is about to touch, shown before it is made.

    Attributes:
        signatures: those of the selection that the decision can touch.
        number: how many they are.
        newest: the highest id among them; who signs afterwards was not seen. 0 for none.
    """

    signatures: QuerySet[Signature]
    number: int
    newest: int


def approve(signatures: QuerySet[Signature], *, by: User | None, reason: str = "") -> int:
    """Approve: seen and good; a held one is counted and shown from now on."""
    changes = {"moderation": ModerationStatus.APPROVED}
    return _decide(signatures, Decision.APPROVE, changes, by=by, reason=reason)


def hide(signatures: QuerySet[Signature], *, by: User | None, reason: str = "") -> int:
    """Hide: the name is no longer shown, the signature stays counted."""
    changes = {"moderation": ModerationStatus.HIDDEN}
    return _decide(signatures, Decision.HIDE, changes, by=by, reason=reason)


def hold(signatures: QuerySet[Signature], *, by: User | None, reason: str = "") -> int:
    """Hold: neither counted nor shown until somebody decides."""
    changes = {"moderation": ModerationStatus.HELD}
    return _decide(signatures, Decision.HOLD, changes, by=by, reason=reason)


def invalidable(signatures: QuerySet[Signature]) -> Selection:
    """Give what `invalidate` would touch.

    Raises:
        TooManyError: more than it may touch at once.
    """
    valid = signatures.exclude(status__in=(SignatureStatus.INVALIDATED, SignatureStatus.WITHDRAWN))
    ids = list(valid.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(ids) > MOST_AT_ONCE:
        raise TooManyError
    return Selection(signatures=valid, number=len(ids), newest=max(ids, default=0))


def invalidate(
    signatures: QuerySet[Signature],
    *,
    by: User | None,
    why: InvalidationReason,
    reason: str = "",
) -> int:
    """Invalidate: out of the count for good, with a reason that the public sees (R-20).

    Args:
        signatures: which ones.
        by: who decides; None is a rule.
        why: the public reason.
        reason: words for the colleagues.
    """
    changes = {
        "status": SignatureStatus.INVALIDATED,
        "invalidated_at": Now(),
        "invalidation_reason": why,
    }
    valid = signatures.exclude(status=SignatureStatus.INVALIDATED)
    note = f"{why}: {reason}" if reason else str(why)
    return _decide(valid, Decision.INVALIDATE, changes, by=by, reason=note)


@transaction.atomic
def reinstate(signatures: QuerySet[Signature], *, by: User | None, reason: str = "") -> int:
    """Take an invalidation back: verified again, or pending if it never was confirmed.

    Raises:
        NotReinstatableError: one of them would be a second signature of its address.
    """
    invalidated = signatures.filter(status=SignatureStatus.INVALIDATED)
    changes: dict[str, Any] = {"invalidated_at": None, "invalidation_reason": ""}
    verified = invalidated.filter(verified_at__isnull=False)
    pending = invalidated.filter(verified_at__isnull=True)
    try:
        return _decide(
            verified,
            Decision.REINSTATE,
            {**changes, "status": SignatureStatus.VERIFIED},
            by=by,
            reason=reason,
        ) + _decide(
            pending,
            Decision.REINSTATE,
            {**changes, "status": SignatureStatus.PENDING},
            by=by,
            reason=reason,
        )
    except IntegrityError as error:
        if "signature_unique_verified_email" not in str(error):
            raise
        raise NotReinstatableError from error


@transaction.atomic
def _decide(
    signatures: QuerySet[Signature],
    decision: Decision,
    changes: dict[str, Any],
    *,
    by: User | None,
    reason: str,
) -> int:
    """Change the rows and write one decision for each; returns how many.

    The rows are locked in the order of their ids, so two organisers wait, never deadlock.
    """
    rows = list(
        Signature.objects.filter(pk__in=signatures.order_by().values("pk"))
        .exclude(status=SignatureStatus.WITHDRAWN)
        .select_for_update()
        .order_by("pk")
        .only("pk", "status", "moderation")[: MOST_AT_ONCE + 1]
    )
    if len(rows) > MOST_AT_ONCE:
        raise TooManyError
    ModerationDecision.objects.bulk_create(
        [
            ModerationDecision(
                signature=row,
                decision=decision,
                reason=reason[:300],
                status_before=row.status,
                moderation_before=row.moderation,
                decided_by=by,
            )
            for row in rows
        ],
        batch_size=1000,
    )
    Signature.objects.filter(pk__in=[row.pk for row in rows]).update(**changes)
    if by is not None and rows:
        _record(decision, rows, changes, by=by, reason=reason)
    return len(rows)


def _record(
    decision: Decision,
    rows: list[Signature],
    changes: dict[str, Any],
    *,
    by: User,
    reason: str,
) -> None:
    """Put one act on record; what each signature was stays in its own history."""
    states = {name: str(value) for name, value in changes.items() if isinstance(value, str)}
    record(
        f"signature.{decision}",
        target=rows[0] if len(rows) == 1 else None,
        before={"ids": [row.pk for row in rows[:MOST_NAMED]]},
        after={**states, "number": len(rows), "reason": reason[:300]},
        by=by,
    )
