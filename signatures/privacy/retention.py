"""How long things are kept (R-62)."""

from datetime import datetime, timedelta

from django.db.models import Q

from appeal.models import Appeal
from signatures.enums import EmailState, SignatureStatus
from signatures.models import OutboundEmail, Signature
from signatures.models.statements import unhurried

UNCONFIRMED_KEPT = timedelta(days=14)
SENT_MAIL_KEPT = timedelta(days=60)


def purge_unconfirmed(*, now: datetime, appeal: Appeal | None = None) -> int:
    """Delete signatures that were never confirmed, with their mails, after 14 days.

    The rows are locked first: one that is being confirmed at this moment is left alone.

    Args:
        now: the database's time.
        appeal: whose signatures; None for every appeal's.

    Returns:
        How many signatures were deleted.
    """
    old = Signature.objects.filter(
        status=SignatureStatus.PENDING, created_at__lt=now - UNCONFIRMED_KEPT
    )
    if appeal is not None:
        old = old.filter(appeal=appeal)
    with unhurried():
        ids = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True))
        _all, by_model = Signature.objects.filter(pk__in=ids).delete()
    return by_model.get("signatures.Signature", 0)


def purge_sent_mail(*, now: datetime, appeal: Appeal | None = None) -> int:
    """Delete the outbox rows of mails that are long done; returns how many."""
    done = OutboundEmail.objects.filter(
        ~Q(state=EmailState.QUEUED), created_at__lt=now - SENT_MAIL_KEPT
    )
    if appeal is not None:
        done = done.filter(signature__appeal=appeal)
    with unhurried():
        number, _by_model = done.delete()
    return number
