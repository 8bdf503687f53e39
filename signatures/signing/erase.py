"""Erase somebody who asks the organisers for it: the mailbox is closed, or gets no mail of ours."""

from datetime import datetime

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from signatures.enums import InvalidationReason, SignatureStatus
from signatures.models import ModerationDecision, Signature
from signatures.models.moderation import Decision
from signatures.signing.withdraw import lock_own, withdraw_signature


@transaction.atomic
def erase_on_request(signature: Signature, *, by: User, now: datetime) -> None:
    """Do for a signatory what the link in the mail does: everything that names the person goes.

    A verified signature is invalidated with the public reason “asked for by the person”, also
    where the appeal keeps nothing of a withdrawal: whatever organisers take out of the count is
    told in public (R-20). One that is out of it already keeps its reason; one that never was
    confirmed goes whole. Nothing can be undone, and nothing is done twice.

    Args:
        signature: whose; one that names nobody any more is left alone.
        by: who was asked.
        now: the database's time.
    """
    own = lock_own(signature.handle)
    if own is None:
        return
    record(
        "signature.erase",
        target=own,
        before={"status": own.status},
        after={"reason": InvalidationReason.REQUESTED},
        by=by,
    )
    if own.status == SignatureStatus.VERIFIED:
        _invalidate(own, by, now)
    withdraw_signature(handle=own.handle, now=now)


def _invalidate(own: Signature, by: User, now: datetime) -> None:
    """Leave the line in the history that every decision leaves; of no act that could be undone."""
    ModerationDecision.objects.create(
        signature=own,
        decision=Decision.INVALIDATE,
        status_before=own.status,
        moderation_before=own.moderation,
        decided_by=by,
    )
    Signature.objects.filter(pk=own.pk).update(
        status=SignatureStatus.INVALIDATED,
        invalidated_at=now,
        invalidation_reason=InvalidationReason.REQUESTED,
    )
