"""No more mails a second to one provider than it likes, however many workers send (R-85).

A token bucket for each provider, in PostgreSQL, where the rows are: a lost Redis can
neither stop mail nor let it loose. What finds no token is given a moment of its own, one
after the other, so that a hundred thousand mails to one provider are looked at twice each
and never stand in the way of the others.
"""

import math
from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.audit import record
from signatures.enums import EmailState
from signatures.models import OutboundEmail, SendingBucket, SendingPace
from signatures.models.clock import database_now

# A bucket holds so many seconds of mail: workers look every three, and must not lose any.
BURST = 10.0


def admit(emails: list[OutboundEmail]) -> list[OutboundEmail]:
    """Take a token for each mail that may go now; give the others a moment of their own.

    Within the transaction that has locked the rows: whoever dies in it takes nothing.

    Args:
        emails: in the order in which they are to go.

    Returns:
        Those that may go, in the same order.
    """
    paces = list(SendingPace.objects.order_by("pk"))
    by_domain = {domain: pace for pace in reversed(paces) for domain in pace.domains}
    others = next((pace for pace in paces if not pace.domains), None)
    waiting: dict[str, list[OutboundEmail]] = defaultdict(list)
    paced: dict[str, SendingPace] = {}
    for email in emails:
        pace = by_domain.get(email.recipient_domain, others)
        if pace is None or pace.per_minute is None or not email.recipient_domain:
            continue
        key = f"pace:{pace.pk}" if pace.domains else email.recipient_domain
        waiting[key].append(email)
        paced[key] = pace
    late: set[int] = set()
    for bucket in _locked(sorted(waiting)):
        late |= _take(bucket, paced[bucket.key], waiting[bucket.key])
    return [email for email in emails if email.pk not in late]


def _locked(keys: list[str]) -> list[SendingBucket]:
    """Lock the buckets, in one order for all workers, and make those that are missing."""
    if not keys:
        return []
    SendingBucket.objects.bulk_create(
        [SendingBucket(key=key) for key in keys], ignore_conflicts=True
    )
    return list(SendingBucket.objects.select_for_update().filter(key__in=keys).order_by("key"))


def _take(bucket: SendingBucket, pace: SendingPace, emails: list[OutboundEmail]) -> set[int]:
    """Take tokens for the first of `emails`, put the others off; returns the latter's ids."""
    now = database_now()
    rate = pace.per_second(begun_at=bucket.begun_at, now=now)
    if rate is None:
        return set()
    full = max(1.0, rate * BURST)
    since = max(0.0, (now - bucket.filled_at).total_seconds())
    tokens = full if bucket.tokens is None else min(full, bucket.tokens + since * rate)
    number = min(len(emails), math.floor(tokens))
    late = emails[number:]
    bucket.tokens, bucket.filled_at = tokens - number, max(now, bucket.filled_at)
    moment = max(now, bucket.planned_until)
    for email in late:
        moment += timedelta(seconds=1 / rate)
        email.due_at = email.paced_at = moment
    bucket.planned_until = moment
    OutboundEmail.objects.bulk_update(late, ["due_at", "paced_at"])
    bucket.save(update_fields=["tokens", "filled_at", "planned_until"])
    return {email.pk for email in late}


def put_off() -> int:
    """Count the mails that wait for the moment that their provider's pace has given them."""
    return OutboundEmail.objects.filter(
        state=EmailState.QUEUED, paced_at=F("due_at"), due_at__gt=Now()
    ).count()


@transaction.atomic
def change_pace(pace: SendingPace) -> None:
    """Save a pace, and forget the moments that were given under the one before.

    Every mail that only waits for its moment is due at once, and the new pace decides.
    """
    pace.save()
    # Mails before buckets, and these in their order, as workers do: nobody deadlocks.
    OutboundEmail.objects.filter(
        state=EmailState.QUEUED, paced_at=F("due_at"), due_at__gt=Now()
    ).update(due_at=Now(), paced_at=None)
    _lock_all()
    SendingBucket.objects.update(planned_until=Now())


@transaction.atomic
def warm_up_again() -> None:
    """Begin every warm-up anew: the relay, its address or the sender's domain has changed."""
    record("mail.warm_up")
    _lock_all()
    SendingBucket.objects.update(begun_at=Now(), tokens=0, filled_at=Now())


def _lock_all() -> None:
    list(SendingBucket.objects.select_for_update().order_by("key").values_list("key"))


def forget_idle_buckets(*, before: datetime) -> int:
    """Delete the buckets of domains not written to since `before`; returns how many.

    A provider with a line of its own keeps the date on which its warm-up began.
    """
    idle = SendingBucket.objects.exclude(key__startswith="pace:").filter(filled_at__lt=before)
    number, _by_model = idle.delete()
    return number
