"""What waits in the outbox, and for how long: what `/readyz`, `/metrics` and the desk say of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from signatures.enums import EmailState
from signatures.mail.outbox import TAKEN_OUT
from signatures.models import OutboundEmail


@dataclass(frozen=True)
class Backlog:
    """What waits, without what its provider's pace has put off.

    Attributes:
        due: how many mails wait for a worker, or for the mail server to come back.
        oldest_age: of the one that waits longest.
    """

    due: int
    oldest_age: timedelta


def backlog(now: datetime) -> Backlog:
    """Count what waits, and say how long the oldest has.

    What the mail server did not take from us is never due for long: every ten seconds it is
    tried and given back, so it counts from when it was promised.
    """
    refused = _given_back(now).order_by("created_at").values_list("created_at", flat=True).first()
    age = max(oldest_age(now), now - refused if refused else timedelta(0))
    return Backlog(due=_due(now).count() + _given_back(now).count(), oldest_age=age)


def oldest_age(now: datetime) -> timedelta:
    """Say how long the oldest mail that is due has been waiting, without counting them all."""
    oldest = _due(now).order_by("due_at").values_list("due_at", flat=True).first()
    return now - oldest if oldest else timedelta(0)


def _due(now: datetime) -> QuerySet[OutboundEmail]:
    return OutboundEmail.objects.filter(state=EmailState.QUEUED, due_at__lte=now)


def _given_back(now: datetime) -> QuerySet[OutboundEmail]:
    """Give what `release` put off because the mail server is away, and nothing else did."""
    untried = OutboundEmail.objects.filter(state=EmailState.QUEUED, attempts=0, due_at__gt=now)
    return (
        untried.exclude(last_error="").exclude(last_error=TAKEN_OUT).exclude(paced_at=F("due_at"))
    )
