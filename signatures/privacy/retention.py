"""How long things are kept (R-62)."""

from datetime import datetime, timedelta

from django.db.models import Q

from signatures.enums import EmailState, SignatureStatus
from signatures.models import OutboundEmail, Signature
from signatures.models.statements import unhurried

UNCONFIRMED_KEPT = timedelta(days=14)
SENT_MAIL_KEPT = timedelta(days=60)


def purge_unconfirmed(*, now: datetime) -> int:
    """Delete signatures that were never confirmed, with their mails, after 14 days.

    Returns:
        How many signatures were deleted.
    """
    old = Signature.objects.filter(
        status=SignatureStatus.PENDING, created_at__lt=now - UNCONFIRMED_KEPT
    )
    with unhurried():
        _all, by_model = old.delete()
    return by_model.get("signatures.Signature", 0)


def purge_sent_mail(*, now: datetime) -> int:
    """Delete the outbox rows of mails that are long done; returns how many."""
    done = OutboundEmail.objects.filter(
        ~Q(state=EmailState.QUEUED), created_at__lt=now - SENT_MAIL_KEPT
    )
    with unhurried():
        number, _by_model = done.delete()
    return number
