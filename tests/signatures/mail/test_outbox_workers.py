"""Workers side by side: each mail goes to one of them, and comes back if it dies."""

import threading
from functools import partial

import pytest
from django.db import transaction

from appeal.models import Appeal
from signatures.enums import EmailKind
from signatures.mail import outbox
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from tests.factories import make_appeal, make_signature
from tests.signatures.mail.promises import promises, state_of
from tests.signatures.threads import WAIT, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def appeal(transactional_db: None) -> Appeal:
    return make_appeal()


def end_leases() -> None:
    OutboundEmail.objects.filter(state="queued").update(due_at=database_now())


def test_workers_at_once_share_the_mails(appeal: Appeal) -> None:
    emails = promises(appeal, 40)

    outcomes = at_once(*[partial(outbox.claim, limit=10)] * 8)

    claimed: list[OutboundEmail] = []
    for outcome in outcomes:
        assert isinstance(outcome, list)
        claimed += outcome
    # Some may find less than ten, because the others hold them; none is taken twice.
    assert len(claimed) == len({email.pk for email in claimed})
    assert {email.attempts for email in claimed} == {1}
    claimed += outbox.claim(limit=40)
    assert {email.pk for email in claimed} == {email.pk for email in emails}


def test_worker_skips_what_another_is_taking(appeal: Appeal) -> None:
    """Skips, not waits: the other one holds its rows until this one is through."""
    first, second = promises(appeal, 2)
    taken, finish = threading.Event(), threading.Event()

    def take_slowly() -> list[OutboundEmail]:
        with transaction.atomic():
            emails = outbox.claim(limit=1)
            taken.set()
            assert finish.wait(WAIT)
        return emails

    def take_meanwhile() -> list[OutboundEmail]:
        assert taken.wait(WAIT)
        try:
            return outbox.claim(limit=10)
        finally:
            finish.set()

    assert at_once(take_slowly, take_meanwhile) == [[first], [second]]


def test_worker_that_dies_while_taking_leaves_nothing_behind(appeal: Appeal) -> None:
    [email] = promises(appeal, 1)

    def die_while_taking() -> None:
        with transaction.atomic():
            outbox.claim(limit=1)
            raise SystemError("killed")

    [outcome] = at_once(die_while_taking)

    assert isinstance(outcome, SystemError)
    assert state_of(email) == ("queued", 0, "")
    assert outbox.claim(limit=1) == [email]


@pytest.mark.requirement("R-25")
def test_worker_that_dies_while_sending_leaves_its_mails_to_the_next(appeal: Appeal) -> None:
    emails = promises(appeal, 3)
    at_once(partial(outbox.claim, limit=3))
    assert outbox.claim(limit=3) == []

    end_leases()

    # One of the three may have killed it: they are tried one by one.
    batches = [outbox.claim(limit=3) for _ in range(4)]
    assert [len(batch) for batch in batches] == [1, 1, 1, 0]
    assert {email for batch in batches for email in batch} == set(emails)
    assert [state_of(email)[1] for email in emails] == [2, 2, 2]


@pytest.mark.requirement("R-33")
def test_mail_that_kills_its_worker_is_given_up_after_eight_times(appeal: Appeal) -> None:
    [poison] = promises(appeal, 1)

    deaths = 0
    while outbox.claim(limit=10):
        deaths += 1
        end_leases()

    assert deaths == outbox.MAX_ATTEMPTS
    assert state_of(poison) == ("dead", 8, "its worker died each time")


@pytest.mark.requirement("R-33")
def test_mails_beside_one_that_kills_its_worker_are_sent(appeal: Appeal) -> None:
    before, poison, *behind = promises(appeal, 5)

    for _ in range(30):
        for email in outbox.claim(limit=10):
            if email == poison:
                break
            outbox.mark_sent(email)
        end_leases()

    assert [state_of(email)[0] for email in (before, *behind)] == ["sent"] * 4
    assert [state_of(email)[1] for email in behind] == [2, 2, 2]
    assert state_of(poison)[0] == "dead"


def test_mail_that_failed_openly_is_claimed_with_the_others(appeal: Appeal) -> None:
    emails = promises(appeal, 3)
    for email in outbox.claim(limit=3):
        outbox.mark_failed(email, "recipient deferred: 451")

    end_leases()

    assert set(outbox.claim(limit=3)) == set(emails)


def test_promise_goes_with_the_transaction_that_made_it(appeal: Appeal) -> None:
    def promise_and_fail(signature: Signature) -> None:
        with transaction.atomic():
            outbox.enqueue(
                signature=signature,
                kind=EmailKind.CONFIRM,
                recipient_key=b"key",
                dedupe_key="cause",
                due_at=database_now(),
            )
            raise SystemError("killed")

    at_once(partial(promise_and_fail, make_signature(appeal)))

    assert OutboundEmail.objects.count() == 0


def test_promise_made_many_times_at_once_is_one_mail(appeal: Appeal) -> None:
    signature = make_signature(appeal)

    at_once(
        *[
            partial(
                outbox.enqueue,
                signature=signature,
                kind=EmailKind.CONFIRM,
                recipient_key=b"key",
                dedupe_key="cause",
                due_at=database_now(),
            )
        ]
        * 10
    )

    assert OutboundEmail.objects.count() == 1
