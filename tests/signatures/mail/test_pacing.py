"""Pace of sending: shared by all workers, kept in PostgreSQL, no provider in another's way."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from appeal.models import Appeal
from signatures.mail import outbox, pacing
from signatures.models import OutboundEmail, SendingBucket, SendingPace
from signatures.models.clock import database_now
from tests.factories import make_appeal, make_signature
from tests.signatures.mail.promises import due_in, promise, promises, state_of
from tests.signatures.threads import at_once

pytestmark = pytest.mark.requirement("R-85")


@pytest.fixture(autouse=True)
def gmail(db: None) -> SendingPace:
    """One mail a second to Gmail: ten at once from a full bucket. The others as fast as may be."""
    SendingPace.objects.all().delete()
    SendingPace.objects.create(name="*", domains=[], per_minute=None)
    return SendingPace.objects.create(name="Gmail", domains=["gmail.com"], per_minute=60)


def claim_all(limit: int = 50) -> list[OutboundEmail]:
    taken: list[OutboundEmail] = []
    while batch := outbox.claim(limit=limit):
        taken += batch
    return taken


def pass_time(*, seconds: float) -> None:
    """Have everything that pacing looks at be older."""
    age = timedelta(seconds=seconds)
    queued = OutboundEmail.objects.filter(attempts=0)
    queued.update(due_at=F("due_at") - age, paced_at=F("paced_at") - age)
    SendingBucket.objects.update(
        filled_at=database_now() - age,
        planned_until=F("planned_until") - age,
        late_until=F("late_until") - age,
    )


def one_in_ten_seconds(pace: SendingPace) -> None:
    """Let nothing depend on how long the test itself takes."""
    pace.per_minute = 6
    pace.save()


def test_a_full_bucket_is_ten_seconds_of_mail(appeal: Appeal) -> None:
    emails = promises(appeal, 25, recipient_domain="gmail.com")

    assert claim_all() == emails[:10]

    waits = [due_in(email) for email in emails[10:]]
    assert waits == sorted(waits)
    assert (
        timedelta(seconds=14) < waits[-1] - waits[0] + timedelta(seconds=1) < timedelta(seconds=16)
    )
    assert {state_of(email) for email in emails[10:]} == {("queued", 0, "")}
    assert pacing.put_off() == 15


def test_nobody_waits_behind_a_slow_provider(appeal: Appeal) -> None:
    promises(appeal, 300, recipient_domain="gmail.com")
    others = promises(appeal, 5, recipient_domain="campus.example")

    assert set(others) <= set(claim_all(limit=20))


def test_tokens_come_back_with_time(appeal: Appeal) -> None:
    promises(appeal, 30, recipient_domain="gmail.com")
    claim_all()

    OutboundEmail.objects.filter(attempts=0).update(due_at=database_now())
    SendingBucket.objects.update(filled_at=database_now() - timedelta(seconds=4))

    assert len(claim_all()) == 4


def test_who_comes_now_takes_no_turn_of_who_waits(appeal: Appeal, gmail: SendingPace) -> None:
    one_in_ten_seconds(gmail)
    old = promises(appeal, 4, recipient_domain="gmail.com")
    left = claim_all()
    new = promises(appeal, 3, recipient_domain="gmail.com")

    for _ in range(6):
        pass_time(seconds=10.1)
        left += claim_all()

    assert left == old + new


def test_who_waits_is_not_sent_behind_everybody_when_staff_were_written_to(
    appeal: Appeal, gmail: SendingPace
) -> None:
    one_in_ten_seconds(gmail)
    emails = promises(appeal, 5, recipient_domain="gmail.com")
    claim_all()
    pacing.take_for(["gmail.com"])
    pass_time(seconds=10.1)

    assert claim_all() == []
    assert timedelta(0) < due_in(emails[1]) < due_in(emails[-1])


def test_turns_that_nobody_takes_any_more_are_for_who_comes_now(appeal: Appeal) -> None:
    waiting = promises(appeal, 60, recipient_domain="gmail.com")
    claim_all()
    OutboundEmail.objects.filter(pk__in=[email.pk for email in waiting[10:]]).delete()
    pass_time(seconds=10)
    new = promises(appeal, 8, recipient_domain="gmail.com")

    assert claim_all() == new[:5]


def test_domains_of_one_provider_share_a_bucket_and_others_have_their_own(appeal: Appeal) -> None:
    SendingPace.objects.filter(name="Gmail").update(domains=["gmail.com", "mail.example"])
    SendingPace.objects.filter(name="*").update(per_minute=60)
    for domain in ("gmail.com", "mail.example", "a.example", "b.example"):
        promises(appeal, 12, recipient_domain=domain)

    taken = [email.recipient_domain for email in claim_all()]

    assert len([one for one in taken if one in ("gmail.com", "mail.example")]) == 10
    assert (taken.count("a.example"), taken.count("b.example")) == (10, 10)


def test_mails_whose_domain_was_not_noted_go_at_once(appeal: Appeal) -> None:
    SendingPace.objects.update(per_minute=1)
    emails = promises(appeal, 30)

    assert claim_all() == emails


@pytest.mark.parametrize(("days", "rate"), [(0, 2), (1, 4), (2, 8), (3, 10), (400, 10)])
def test_warm_up_doubles_each_day(days: int, rate: int) -> None:
    now = database_now()
    pace = SendingPace(per_minute=600, start_per_minute=120)

    assert pace.per_second(begun_at=now - timedelta(days=days), now=now) == rate


def test_warm_up_can_begin_again(appeal: Appeal, gmail: SendingPace) -> None:
    promises(appeal, 1, recipient_domain="gmail.com")
    claim_all()
    SendingBucket.objects.update(begun_at=database_now() - timedelta(days=9))

    pacing.warm_up_again()

    bucket = SendingBucket.objects.get()
    assert database_now() - bucket.begun_at < timedelta(minutes=1)
    assert bucket.tokens == 0


def test_new_pace_holds_for_what_waits_for_its_moment(appeal: Appeal, gmail: SendingPace) -> None:
    promises(appeal, 40, recipient_domain="gmail.com")
    later = promise(
        make_signature(appeal),
        due_in=timedelta(hours=1),
        recipient_domain="gmail.com",
    )
    claim_all()

    gmail.per_minute = None
    pacing.change_pace(gmail)

    assert len(claim_all()) == 30
    assert due_in(later) > timedelta(minutes=59)


def test_long_pause_lets_nothing_loose(appeal: Appeal) -> None:
    """Mail was stopped, or the server away: what has piled up leaves at the pace all the same."""
    promises(appeal, 40, recipient_domain="gmail.com")
    claim_all()

    OutboundEmail.objects.update(due_at=database_now() - timedelta(hours=1), attempts=0)
    SendingBucket.objects.update(filled_at=database_now() - timedelta(hours=2))

    assert len(claim_all()) == 10


def test_looking_past_a_long_queue_costs_few_queries(
    appeal: Appeal, django_assert_max_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    promises(appeal, 400, recipient_domain="gmail.com")
    claim_all()
    OutboundEmail.objects.filter(attempts=0).update(due_at=database_now())
    SendingBucket.objects.update(tokens=0, filled_at=database_now())

    with django_assert_max_num_queries(70):
        assert outbox.claim(limit=10) == []


def test_idle_buckets_are_forgotten_and_warm_ups_are_not(db: None) -> None:
    old = database_now() - timedelta(days=40)
    for key in ("dupont.example", "pace:1"):
        SendingBucket.objects.create(key=key, filled_at=old)
    SendingBucket.objects.create(key="campus.example")

    assert pacing.forget_idle_buckets(before=database_now() - timedelta(days=30)) == 1

    assert set(SendingBucket.objects.values_list("key", flat=True)) == {"pace:1", "campus.example"}


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_share_the_bucket(transactional_db: None) -> None:
    SendingPace.objects.create(name="Slow", domains=["slow.example"], per_minute=60)
    promises(make_appeal(), 40, recipient_domain="slow.example")

    outcomes = at_once(*[partial(claim_all, 5)] * 6)

    sizes = [len(one) for one in outcomes if isinstance(one, list)]
    assert len(sizes) == 6
    # A second may pass meanwhile, and bring its token.
    assert 10 <= sum(sizes) <= 12


@pytest.mark.django_db(transaction=True)
def test_worker_that_dies_while_taking_gives_its_tokens_back(transactional_db: None) -> None:
    SendingPace.objects.create(name="Slow", domains=["slow.example"], per_minute=60)
    promises(make_appeal(), 10, recipient_domain="slow.example")

    def die() -> None:
        with transaction.atomic():
            outbox.claim(limit=10)
            raise SystemError("killed")

    at_once(die)

    assert len(claim_all()) == 10
    assert threading.active_count() >= 1
