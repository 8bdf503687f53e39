"""One reminder, after two days, to who has signed and not confirmed.

Off until the organiser of an appeal turns it on. Each address gets one, whatever it signed
how often, and never more than the limits of R-05 allow.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from appeal.models import Appeal
from signatures.addresses import recipient_key, recipient_keys
from signatures.enums import EmailKind, EmailState, SignatureStatus
from signatures.mail import outbox
from signatures.models import OutboundEmail, Signature, SuppressedAddress
from signatures.risk.limits import lock_recipient, mail_allowance

AFTER = timedelta(days=2)
# Later it would surprise more than help; what is unconfirmed is erased after 14 days.
UNTIL = timedelta(days=5)
BATCH = 500


def remind(now: datetime) -> int:
    """Promise the reminders that are due, a batch at a time.

    Returns:
        How many were promised.
    """
    appeals = [
        appeal for appeal in Appeal.objects.filter(reminders=True) if appeal.may_be_signed(now)
    ]
    return sum(
        _remind(signature, now) for appeal in appeals for signature in _due(appeal, now)[:BATCH]
    )


def _due(appeal: Appeal, now: datetime) -> QuerySet[Signature]:
    """Give who waits, whose mail was accepted, and who was not reminded yet."""
    mails = OutboundEmail.objects.filter(signature=OuterRef("pk"))
    confirmation = mails.filter(kind=EmailKind.CONFIRM, state=EmailState.SENT)
    suppressed = SuppressedAddress.objects.filter(
        recipient_key__in=confirmation.values("recipient_key")
    )
    verified = Signature.objects.filter(
        appeal=appeal,
        canonical_email=OuterRef("canonical_email"),
        status=SignatureStatus.VERIFIED,
    ).exclude(canonical_email="")  # in the words of their index, or all of them are read
    return Signature.objects.filter(
        Exists(confirmation),
        ~Exists(mails.filter(kind=EmailKind.REMINDER)),
        ~Exists(verified),
        ~Exists(suppressed),
        appeal=appeal,
        status=SignatureStatus.PENDING,
        created_at__gt=now - UNTIL,
        created_at__lte=now - AFTER,
    ).order_by("created_at", "pk")


@transaction.atomic
def _remind(signature: Signature, now: datetime) -> bool:
    key = recipient_key(signature.canonical_email)
    lock_recipient(key)
    # It may be purged, withdrawn or confirmed since it was found.
    waiting = Signature.objects.select_for_update(no_key=True)
    if not waiting.filter(pk=signature.pk, status=SignatureStatus.PENDING).first():
        return False
    keys = recipient_keys(signature.canonical_email)
    reminded = OutboundEmail.objects.filter(
        recipient_key__in=keys, signature__appeal=signature.appeal_id, kind=EmailKind.REMINDER
    )
    allowance = mail_allowance(
        keys=keys, appeal_id=signature.appeal_id, kind=EmailKind.REMINDER, now=now
    )
    if reminded.exists() or not allowance.allowed:
        return False
    outbox.enqueue(
        signature=signature,
        kind=EmailKind.REMINDER,
        recipient_key=key,
        dedupe_key=f"reminder:{signature.pk}",
        due_at=now,
    )
    return True
