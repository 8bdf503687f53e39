"""Many at once: one signature for each address, however the requests fall (R-02, R-04, R-05)."""

from datetime import datetime
from functools import partial

import pytest

from appeal.models import Appeal
from signatures.enums import SignatureStatus
from signatures.figures.counting import total
from signatures.figures.reconcile import reconcile
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.signing.code import MAX_CODE_ATTEMPTS, WrongCodeError, confirm_by_code
from signatures.signing.confirm import AlreadySignedError, confirm_signature
from signatures.signing.withdraw import withdraw_signature
from signatures.tokens import confirmation_code
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.entries import sign
from tests.signatures.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "suzie@campus.example"


@pytest.fixture
def appeal(transactional_db: None) -> Appeal:
    return make_appeal()


def waiting(appeal: Appeal, number: int) -> list[Signature]:
    """Make so many waiting signatures of one address, each with another spelling."""
    return [
        make_signature(
            appeal, email=f"suzie+{index}@campus.example", status=SignatureStatus.PENDING
        )
        for index in range(number)
    ]


def confirm(signature: Signature) -> datetime | None:
    """Confirm it; give since when it is verified."""
    return confirm_signature(handle=signature.handle, now=database_now()).verified_at


@pytest.mark.requirement("R-02")
def test_one_link_opened_many_times_at_once_counts_once(appeal: Appeal) -> None:
    [signature] = waiting(appeal, 1)

    outcomes = at_once(*[partial(confirm, signature)] * 20)

    signature.refresh_from_db()
    assert outcomes == [signature.verified_at] * 20  # each came at another moment
    assert (total(appeal), reconcile(appeal)) == (1, [])


@pytest.mark.requirement("R-04")
def test_many_links_of_one_address_at_once_count_once(appeal: Appeal) -> None:
    signatures = waiting(appeal, 16)
    before = list(Signature.objects.order_by("id").values("id", "email", "first_name"))

    outcomes = at_once(*[partial(confirm, signature) for signature in signatures])

    refused = [outcome for outcome in outcomes if not isinstance(outcome, datetime)]
    assert [type(outcome) for outcome in refused] == [AlreadySignedError] * 15
    assert (total(appeal), reconcile(appeal)) == (1, [])
    assert list(Signature.objects.order_by("id").values("id", "email", "first_name")) == before


@pytest.mark.requirement("R-39")
def test_confirming_and_withdrawing_at_once_keeps_the_count_right(appeal: Appeal) -> None:
    signatures = [make_signature(appeal, status=SignatureStatus.PENDING) for _ in range(8)]

    def withdraw(signature: Signature) -> None:
        withdraw_signature(handle=signature.handle, now=database_now())

    calls = [partial(confirm, signature) for signature in signatures]
    at_once(*calls, *[partial(withdraw, signature) for signature in signatures])

    verified = Signature.objects.filter(status=SignatureStatus.VERIFIED).count()
    assert (verified, reconcile(appeal)) == (total(appeal), [])


@pytest.mark.requirement("R-44")
def test_one_form_sent_many_times_at_once_makes_one_signature(appeal: Appeal) -> None:
    outcomes = at_once(*[partial(sign, appeal, form_key=b"one submission")] * 10)

    assert outcomes == [None] * 10
    assert (Signature.objects.count(), OutboundEmail.objects.count()) == (1, 1)


@pytest.mark.requirement("R-05")
def test_one_address_asked_for_many_times_at_once_gets_three_mails(appeal: Appeal) -> None:
    outcomes = at_once(
        *[partial(sign, appeal, email=f"suzie+{n}@campus.example") for n in range(16)]
    )

    assert outcomes == [None] * 16
    assert (Signature.objects.count(), OutboundEmail.objects.count()) == (3, 3)


def test_codes_guessed_at_once_share_no_attempt(appeal: Appeal) -> None:
    sign(appeal)
    signature = Signature.objects.get()
    right = confirmation_code(signature.handle)
    guesses = [f"{number:06d}" for number in range(20) if f"{number:06d}" != right]

    def guess(code: str) -> object:
        return confirm_by_code(email=EMAIL, code=code, now=database_now())

    outcomes = at_once(*[partial(guess, code) for code in guesses])

    signature.refresh_from_db()
    assert {type(outcome) for outcome in outcomes} == {WrongCodeError}
    assert signature.code_attempts == MAX_CODE_ATTEMPTS
