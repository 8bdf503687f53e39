"""The switch that stops all mail of the outbox, for organisers (R-85).

A row in PostgreSQL: it holds for every worker, whatever restarts. What is promised while it
is off stays promised, and leaves at its provider's pace once it is on again.
"""

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts.audit import record
from accounts.models import User
from signatures.models import SendingStop


class AlreadyStoppedError(Exception):
    """Somebody else stopped the mail a moment ago."""


def current_stop() -> SendingStop | None:
    """Give the stop that holds now, with who made it; None when mail leaves."""
    return SendingStop.objects.select_related("stopped_by").filter(resumed_at=None).first()


def is_stopped() -> bool:
    """Say whether no mail may leave."""
    return SendingStop.objects.filter(resumed_at=None).exists()


@transaction.atomic
def stop_sending(*, by: User, reason: str) -> SendingStop:
    """Stop the mail, from the next message of each worker on.

    Args:
        by: who says so.
        reason: words for the colleagues, who will read them on every page of the desk.

    Raises:
        AlreadyStoppedError: it is stopped.
    """
    try:
        with transaction.atomic():
            stop = SendingStop.objects.create(stopped_by=by, reason=reason)
    except IntegrityError as error:
        if "sending_stop_one_at_a_time" not in str(error):
            raise
        raise AlreadyStoppedError from error
    record("mail.stop", target=stop, by=by)
    return stop


@transaction.atomic
def resume_sending(*, by: User) -> bool:
    """Let mail leave again; returns whether it had been stopped."""
    open_stop = SendingStop.objects.select_for_update().filter(resumed_at=None).first()
    if open_stop is None:
        return False
    SendingStop.objects.filter(pk=open_stop.pk).update(resumed_at=Now(), resumed_by=by)
    record("mail.resume", target=open_stop, by=by)
    return True
