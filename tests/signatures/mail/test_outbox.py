"""The outbox: promised once, claimed for a while, tried again, at last given up."""

import contextlib
from datetime import timedelta

import pytest
from django.db import connection

from appeal.models import Appeal
from signatures.enums import EmailKind, EmailState
from signatures.mail import outbox
from signatures.models import OutboundEmail
from signatures.models.clock import database_now
from tests.factories import make_appeal, make_signature
from tests.signatures.mail.promises import due_in, promise, promises, state_of

FAILED = (EmailState.BOUNCED, EmailState.DEAD)


def enqueue(appeal: Appeal, *, dedupe_key: str = "cause") -> None:
    outbox.enqueue(
        signature=make_signature(appeal),
        kind=EmailKind.CONFIRM,
        recipient_key=b"key",
        dedupe_key=dedupe_key,
        due_at=database_now(),
    )


def test_enqueue_promises_one_mail_for_one_cause(appeal: Appeal) -> None:
    for dedupe_key in ("cause", "cause", "another"):
        enqueue(appeal, dedupe_key=dedupe_key)

    causes = OutboundEmail.objects.order_by("id").values_list("dedupe_key", flat=True)
    assert list(causes) == ["cause", "another"]


def test_enqueue_leaves_the_first_promise_as_it_is(appeal: Appeal) -> None:
    enqueue(appeal)
    before = OutboundEmail.objects.values().get()

    enqueue(appeal)

    assert OutboundEmail.objects.values().get() == before


def test_enqueue_notes_the_provider_and_not_the_address(appeal: Appeal) -> None:
    outbox.enqueue(
        signature=make_signature(appeal, email="Zoe.B+x@GoogleMail.com"),
        kind=EmailKind.CONFIRM,
        recipient_key=b"key",
        dedupe_key="cause",
        due_at=database_now(),
    )

    assert OutboundEmail.objects.get().recipient_domain == "gmail.com"


def test_claim_takes_what_is_due_oldest_first(appeal: Appeal) -> None:
    signature = make_signature(appeal)
    for seconds in (-10, -30, -20, 60):
        promise(signature, due_in=timedelta(seconds=seconds), dedupe_key=str(seconds))

    claimed = outbox.claim(limit=10)

    assert [email.dedupe_key for email in claimed] == ["-30", "-20", "-10"]


def test_claim_takes_no_more_than_asked(appeal: Appeal) -> None:
    emails = promises(appeal, 5)

    claimed = outbox.claim(limit=2)

    assert claimed == emails[:2]


@pytest.mark.parametrize("state", [EmailState.SENT, EmailState.BOUNCED, EmailState.DEAD])
def test_claim_leaves_what_is_done(appeal: Appeal, state: EmailState) -> None:
    promises(appeal, 1, state=state)

    assert outbox.claim(limit=10) == []


def test_claim_leases_and_counts_the_attempt(appeal: Appeal) -> None:
    [email] = promises(appeal, 1)

    [claimed] = outbox.claim(limit=10)

    assert claimed.attempts == 1
    assert state_of(email) == (EmailState.QUEUED, 1, "")
    assert timedelta(0) < due_in(email) - outbox.LEASE < timedelta(minutes=1)


def test_claimed_mail_is_not_claimed_again_before_its_lease_ends(appeal: Appeal) -> None:
    [email] = promises(appeal, 1)
    outbox.claim(limit=10)

    assert outbox.claim(limit=10) == []

    OutboundEmail.objects.update(due_at=database_now())
    assert outbox.claim(limit=10) == [email]
    assert state_of(email) == (EmailState.QUEUED, 2, "")


def test_claim_of_an_empty_outbox_is_empty(appeal: Appeal) -> None:
    assert outbox.claim(limit=10) == []


def test_sent_mail_says_when(appeal: Appeal) -> None:
    [email] = promises(appeal, 1, last_error="before")

    outbox.mark_sent(email)

    row = OutboundEmail.objects.get()
    assert (row.state, row.last_error) == (EmailState.SENT, "")
    assert row.sent_at is not None


def test_bounced_mail_is_not_tried_again(appeal: Appeal) -> None:
    [email] = promises(appeal, 1)

    outbox.mark_bounced(email, "recipient refused: 550")

    assert state_of(email) == (EmailState.BOUNCED, 0, "recipient refused: 550")
    assert outbox.claim(limit=10) == []


def test_failed_mail_is_due_again_after_a_pause(appeal: Appeal) -> None:
    promises(appeal, 1)
    [email] = outbox.claim(limit=1)

    outbox.mark_failed(email, "SMTPServerDisconnected")

    assert state_of(email) == (EmailState.QUEUED, 1, "SMTPServerDisconnected")
    assert timedelta(seconds=20) < due_in(email) < timedelta(seconds=60)


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [
        (1, 30),
        (2, 90),
        (3, 270),
        (4, 810),
        (5, 2430),
        (6, 7290),
        (7, 21_600),
        (10, 21_600),
    ],
)
def test_retry_pause_grows_up_to_six_hours(attempts: int, seconds: int) -> None:
    pauses = [outbox.retry_pause(attempts).total_seconds() for _ in range(200)]

    assert seconds * 0.8 <= min(pauses) < seconds < max(pauses) <= seconds * 1.2


def test_mail_is_given_up_after_eight_attempts(appeal: Appeal) -> None:
    [email] = promises(appeal, 1)

    states = []
    for _ in range(outbox.MAX_ATTEMPTS):
        OutboundEmail.objects.update(due_at=database_now())
        [claimed] = outbox.claim(limit=1)
        outbox.mark_failed(claimed, "SMTPServerDisconnected")
        states.append(state_of(email)[0])

    assert states == [EmailState.QUEUED] * 7 + [EmailState.DEAD]
    assert state_of(email) == (EmailState.DEAD, 8, "SMTPServerDisconnected")
    assert outbox.claim(limit=10) == []


def test_error_is_cut_to_its_column(appeal: Appeal) -> None:
    failed, bounced, released = promises(appeal, 3, attempts=1)

    outbox.mark_failed(failed, "x" * 1000)
    outbox.mark_bounced(bounced, "x" * 1000)
    outbox.release([released], after=timedelta(0), error="x" * 1000)

    errors = [state_of(email)[2] for email in (failed, bounced, released)]
    assert errors == ["x" * 200] * 3


def test_released_mails_are_due_again_and_no_attempt_is_counted(appeal: Appeal) -> None:
    promises(appeal, 3)
    emails = outbox.claim(limit=3)

    outbox.release(emails, after=outbox.SERVER_RETRY, error="ConnectionRefusedError")

    for email in emails:
        assert state_of(email) == (EmailState.QUEUED, 0, "ConnectionRefusedError")
        assert timedelta(0) < due_in(email) < timedelta(seconds=60)


def test_outage_of_hours_kills_no_mail(appeal: Appeal) -> None:
    [email] = promises(appeal, 1)

    for _ in range(100):
        claimed = outbox.claim(limit=1)
        outbox.release(claimed, after=timedelta(0), error="ConnectionRefusedError")

    assert state_of(email) == (EmailState.QUEUED, 0, "ConnectionRefusedError")


@pytest.mark.parametrize("state", [EmailState.SENT, EmailState.BOUNCED, EmailState.DEAD])
def test_mail_that_is_done_stays_done(appeal: Appeal, state: EmailState) -> None:
    """A worker that was thought dead comes back and reports what it did."""
    [email] = promises(appeal, 1, state=state, attempts=3)
    before = OutboundEmail.objects.values().get()

    outbox.mark_failed(email, "late")
    outbox.mark_bounced(email, "late")
    outbox.release([email], after=timedelta(0), error="late")

    assert OutboundEmail.objects.values().get() == before


@pytest.mark.parametrize("state", FAILED)
def test_revive_puts_failed_mails_back(appeal: Appeal, state: EmailState) -> None:
    [email] = promises(appeal, 1, state=state, attempts=8, last_error="550")

    number = outbox.revive(OutboundEmail.objects.all())

    assert (number, state_of(email)) == (1, (EmailState.QUEUED, 0, ""))
    assert outbox.claim(limit=1) == [email]


@pytest.mark.parametrize("state", [EmailState.QUEUED, EmailState.SENT])
def test_revive_leaves_other_mails_alone(appeal: Appeal, state: EmailState) -> None:
    promises(appeal, 1, state=state, attempts=2)
    before = OutboundEmail.objects.values().get()

    assert outbox.revive(OutboundEmail.objects.all()) == 0

    assert OutboundEmail.objects.values().get() == before


def test_revive_takes_the_selected_ones_only(appeal: Appeal) -> None:
    selected, other = promises(appeal, 2, state=EmailState.DEAD)

    outbox.revive(OutboundEmail.objects.filter(pk=selected.pk))

    assert (state_of(selected)[0], state_of(other)[0]) == (EmailState.QUEUED, EmailState.DEAD)


def test_revive_leaves_mails_that_nobody_waits_for(appeal: Appeal) -> None:
    ended, works, news_of_it = (
        promises(appeal, 1, state=EmailState.DEAD, kind=kind)[0]
        for kind in (EmailKind.CONFIRM, EmailKind.CONFIRM, EmailKind.ALREADY_SIGNED)
    )
    for email, days in ((ended, 8), (works, 6), (news_of_it, 8)):
        OutboundEmail.objects.filter(pk=email.pk).update(
            created_at=database_now() - timedelta(days=days)
        )

    assert outbox.revive(OutboundEmail.objects.all()) == 2
    assert state_of(ended)[0] == EmailState.DEAD


@pytest.mark.requirement("R-36")
@pytest.mark.django_db(transaction=True)
def test_what_was_sent_is_recorded_although_the_connection_was_cut(
    transactional_db: None,
) -> None:
    [email] = promises(make_appeal(), 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()
    other = connection.copy()
    with contextlib.closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", backend)

    outbox.mark_sent(email)

    assert state_of(email)[0] == EmailState.SENT
