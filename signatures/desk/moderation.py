"""Moderation: approve, hide, hold, invalidate, reinstate; each with its trace.

Hidden is counted and not shown. Held is neither. Invalidated is out of the count, with a
public reason (docs/glossary.md). A withdrawn signature is nobody's to decide about any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.models import User
from signatures.desk import deciding
from signatures.desk.deciding import Decided, TooManyError, decide
from signatures.enums import InvalidationReason, ModerationStatus, SignatureStatus
from signatures.models import Signature
from signatures.models.moderation import Decision

PERMISSION = "signatures.moderate_signature"

type Seen = Mapping[int, int] | None


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


def approve(
    signatures: QuerySet[Signature],
    *,
    by: User | None,
    reason: str = "",
    seen: Seen = None,
) -> Decided:
    """Approve: seen and good; a held one is counted and shown from now on."""
    changes = {"moderation": ModerationStatus.APPROVED}
    return decide(signatures, Decision.APPROVE, changes, by=by, reason=reason, seen=seen)


def hide(
    signatures: QuerySet[Signature],
    *,
    by: User | None,
    reason: str = "",
    seen: Seen = None,
) -> Decided:
    """Hide: the name is no longer shown, the signature stays counted."""
    changes = {"moderation": ModerationStatus.HIDDEN}
    return decide(signatures, Decision.HIDE, changes, by=by, reason=reason, seen=seen)


def hold(
    signatures: QuerySet[Signature],
    *,
    by: User | None,
    reason: str = "",
    seen: Seen = None,
) -> Decided:
    """Hold: neither counted nor shown until somebody decides."""
    changes = {"moderation": ModerationStatus.HELD}
    return decide(signatures, Decision.HOLD, changes, by=by, reason=reason, seen=seen)


def invalidable(signatures: QuerySet[Signature]) -> Selection:
    """Give what `invalidate` would touch.

    Raises:
        TooManyError: more than it may touch at once.
    """
    valid = signatures.exclude(status__in=(SignatureStatus.INVALIDATED, SignatureStatus.WITHDRAWN))
    ids = list(valid.values_list("pk", flat=True)[: deciding.MOST_AT_ONCE + 1])
    if len(ids) > deciding.MOST_AT_ONCE:
        raise TooManyError
    return Selection(signatures=valid, number=len(ids), newest=max(ids, default=0))


def invalidate(
    signatures: QuerySet[Signature],
    *,
    by: User | None,
    why: InvalidationReason,
    reason: str = "",
    seen: Seen = None,
    batch: UUID | None = None,
) -> Decided:
    """Invalidate: out of the count for good, with a reason that the public sees (R-20).

    Args:
        signatures: which ones.
        by: who decides; None is a rule.
        why: the public reason.
        reason: words for the colleagues.
        seen: the newest decision that was seen of each, see `deciding.decide`.
        batch: the act that this is part of.
    """
    changes = {
        "status": SignatureStatus.INVALIDATED,
        "invalidated_at": Now(),
        "invalidation_reason": why,
    }
    valid = signatures.exclude(status=SignatureStatus.INVALIDATED)
    note = f"{why}: {reason}" if reason else str(why)
    return decide(valid, Decision.INVALIDATE, changes, by=by, reason=note, seen=seen, batch=batch)


@transaction.atomic
def reinstate(signatures: QuerySet[Signature], *, by: User | None, reason: str = "") -> Decided:
    """Take an invalidation back: verified again, or pending if it never was confirmed.

    Raises:
        NotReinstatableError: one of them would be a second signature of its address.
    """
    # What was moved to the organisations comes back by its own act (bodies/conversion). What
    # nothing names any more cannot be told from a second signature of the same person.
    there = signatures.filter(status=SignatureStatus.INVALIDATED, anonymised_at=None).exclude(
        invalidation_reason=InvalidationReason.CONVERTED
    )
    ids = list(there.values_list("pk", flat=True))
    deciding.lock_with_twins(ids)
    invalidated = there.filter(pk__in=ids)  # those only: the others are not locked
    changes: dict[str, Any] = {"invalidated_at": None, "invalidation_reason": ""}
    verified = invalidated.filter(verified_at__isnull=False)
    pending = invalidated.filter(verified_at__isnull=True)
    batch = uuid4()
    number = 0
    try:
        for rows, status in (
            (verified, SignatureStatus.VERIFIED),
            (pending, SignatureStatus.PENDING),
        ):
            to = {**changes, "status": status}
            number += decide(rows, Decision.REINSTATE, to, by=by, reason=reason, batch=batch).number
    except IntegrityError as error:
        if "signature_unique_verified_email" not in str(error):
            raise
        raise NotReinstatableError from error
    return Decided(number, batch)
