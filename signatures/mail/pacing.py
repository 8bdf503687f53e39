"""No more mails a second to one provider than it likes, however many workers send (R-85).

A token bucket for each provider, in PostgreSQL, where the rows are: a lost Redis can
neither stop mail nor let it loose. What finds no token is given a moment of its own, one
after the other, so that a hundred thousand mails to one provider are looked at twice each
and never stand in the way of the others. Who has such a moment is not overtaken by who
comes now.
"""

import math
from collections import Counter, defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.audit import record
from signatures.enums import EmailState
from signatures.models import OutboundEmail, SendingBucket, SendingPace
from signatures.models.clock import database_now
from signatures.models.in_order import in_order

# A bucket holds so many seconds of mail: workers look every three, and must not lose any.
BURST = 10.0
# A worker's transaction may have begun so long before the one that planned last.
_SKEW = timedelta(seconds=1)


def admit(emails: list[OutboundEmail]) -> list[OutboundEmail]:
    """Take a token for each mail that may go now; give the others a moment of their own.

    Within the transaction that has locked the rows: whoever dies in it takes nothing.

    Args:
        emails: in the order in which they are to go.

    Returns:
        Those that may go, in the same order.
    """
    paces = _Paces()
    waiting: dict[str, list[OutboundEmail]] = defaultdict(list)
    for email in emails:
        if key := paces.bucket_of(email.recipient_domain):
            waiting[key].append(email)
    late: set[int] = set()
    for bucket in _locked(sorted(waiting)):
        late |= _take(bucket, paces.of_bucket[bucket.key], waiting[bucket.key])
    return [email for email in emails if email.pk not in late]


def take_for(domains: list[str]) -> None:
    """Take a token for each mail that has left beside the outbox, be there one or not.

    What is owed is paid by the outbox, whose next mails to that provider wait a little longer:
    the provider counts them all together. Within a transaction.

    Args:
        domains: of the recipients, one for each mail.
    """
    paces, now = _Paces(), database_now()
    taken = Counter(filter(None, map(paces.bucket_of, domains)))
    for bucket in _locked(sorted(taken)):
        rate = paces.of_bucket[bucket.key].per_second(begun_at=bucket.begun_at, now=now)
        if rate is not None:
            bucket.tokens = _tokens(bucket, rate, now) - taken[bucket.key]
            bucket.filled_at = max(now, bucket.filled_at)
            bucket.save(update_fields=["tokens", "filled_at"])


class _Paces:
    """Which pace each provider has, and which bucket.

    Attributes:
        of_bucket: the pace of each bucket that was asked for.
    """

    def __init__(self) -> None:
        paces = list(SendingPace.objects.order_by("pk"))
        self._by_domain = {domain: pace for pace in reversed(paces) for domain in pace.domains}
        self._others = next((pace for pace in paces if not pace.domains), None)
        self.of_bucket: dict[str, SendingPace] = {}

    def bucket_of(self, domain: str) -> str:
        """Give the key of a domain's bucket; "" when nothing slows its mail down."""
        pace = self._by_domain.get(domain, self._others)
        if pace is None or pace.per_minute is None or not domain:
            return ""
        key = f"pace:{pace.pk}" if pace.domains else domain
        self.of_bucket[key] = pace
        return key


def _locked(keys: list[str]) -> list[SendingBucket]:
    """Lock the buckets, in one order for all workers, and make those that are missing."""
    if not keys:
        return []
    now = database_now()  # the transaction's, as `_take` reads it
    SendingBucket.objects.bulk_create(
        [SendingBucket(key=key, planned_until=now) for key in keys], ignore_conflicts=True
    )
    return list(SendingBucket.objects.select_for_update().filter(key__in=keys).order_by("key"))


def _take(bucket: SendingBucket, pace: SendingPace, emails: list[OutboundEmail]) -> set[int]:
    """Take tokens for the first of `emails`, put the others off; returns the latter's ids.

    While moments are given, tokens are for those whose moment has come. Others take what a full
    bucket has to spare, where mails that were to leave have gone, and else go behind. Who is due
    and finds none, since staff were written to or the server was away, waits for the next ones,
    not behind everybody.
    """
    now = database_now()
    rate = pace.per_second(begun_at=bucket.begun_at, now=now)
    if rate is None:
        return set()
    tokens = _tokens(bucket, rate, now)
    waited = [email for email in emails if email.paced_at is not None]
    come = [email for email in emails if email.paced_at is None]
    others_wait = bucket.planned_until > now + _SKEW
    going = waited[: max(0, math.floor(tokens))]
    kept = min(_full(rate) / 2, _full(rate) - 1) if others_wait else 0.0
    spare = tokens - len(going) - kept
    going += come[: max(0, math.floor(spare))]
    bucket.tokens, bucket.filled_at = tokens - len(going), max(now, bucket.filled_at)
    gone = {email.pk for email in going}
    again = [email for email in waited if email.pk not in gone]
    new = [email for email in come if email.pk not in gone]
    if again:
        after = max(now, bucket.late_until or now)
        bucket.late_until = _give_moments(again, after=after, rate=rate)
    if new:
        after = max(now, bucket.planned_until, bucket.late_until or now)
        bucket.planned_until = _give_moments(new, after=after, rate=rate)
    OutboundEmail.objects.bulk_update(again + new, ["due_at", "paced_at"])
    bucket.save(update_fields=["tokens", "filled_at", "planned_until", "late_until"])
    return {email.pk for email in again + new}


def _give_moments(emails: list[OutboundEmail], *, after: datetime, rate: float) -> datetime:
    """Give each its moment, one after the other; returns the last one."""
    for email in emails:
        after += timedelta(seconds=1 / rate)
        email.due_at = email.paced_at = after
    return after


def _full(rate: float) -> float:
    return max(1.0, rate * BURST)


def _tokens(bucket: SendingBucket, rate: float, now: datetime) -> float:
    """Give what a bucket holds by now; below zero is owed."""
    full = _full(rate)
    since = max(0.0, (now - bucket.filled_at).total_seconds())
    return full if bucket.tokens is None else min(full, bucket.tokens + since * rate)


def put_off() -> int:
    """Count the mails that wait for the moment that their provider's pace has given them."""
    return OutboundEmail.objects.filter(
        state=EmailState.QUEUED, paced_at=F("due_at"), due_at__gt=Now()
    ).count()


@transaction.atomic
def change_pace(pace: SendingPace) -> None:
    """Save a pace, and forget the moments that were given under the one before."""
    pace.save()
    forget_moments()


@transaction.atomic
def forget_moments() -> None:
    """Make every mail that only waits for its moment due at once: the pace decides anew."""
    # Mails before buckets, and these in their order, as workers do: nobody deadlocks.
    put_off = OutboundEmail.objects.filter(
        state=EmailState.QUEUED, paced_at=F("due_at"), due_at__gt=Now()
    )
    in_order(put_off).update(due_at=Now(), paced_at=None)
    _lock_all()
    SendingBucket.objects.update(planned_until=database_now(), late_until=None)


@transaction.atomic
def warm_up_again() -> None:
    """Begin every warm-up anew: the relay, its address or the sender's domain has changed."""
    record("mail.warm_up")
    _lock_all()
    SendingBucket.objects.update(begun_at=Now(), tokens=0, filled_at=Now())


def _lock_all() -> None:
    list(SendingBucket.objects.select_for_update().order_by("key").values_list("key"))


@transaction.atomic
def forget_idle_buckets(*, before: datetime) -> int:
    """Delete the buckets of domains not written to since `before`; returns how many.

    A provider with a line of its own keeps the date on which its warm-up began.
    """
    idle = SendingBucket.objects.exclude(key__startswith="pace:").filter(filled_at__lt=before)
    number, _by_model = in_order(idle).delete()
    return number
