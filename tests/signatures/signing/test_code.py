"""The code typed by hand: ten attempts, one address, seven days (R-77)."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from appeal.models import Appeal
from signatures.enums import SignatureStatus
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.signing.code import MAX_CODE_ATTEMPTS, WrongCodeError, confirm_by_code
from signatures.signing.confirm import AlreadySignedError, confirm_signature
from signatures.signing.withdraw import withdraw_signature
from signatures.tokens import confirmation_code
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.entries import sign

EMAIL = "suzie@campus.example"


@pytest.fixture
def waiting(appeal: Appeal) -> Signature:
    sign(appeal)
    return Signature.objects.get()


def wrong_code(*signatures: Signature) -> str:
    right = {confirmation_code(signature.handle) for signature in signatures}
    return next(code for code in ("000000", "000001", "000002") if code not in right)


def attempts_of(signature: Signature) -> int:
    return Signature.objects.values_list("code_attempts", flat=True).get(pk=signature.pk)


@pytest.mark.requirement("R-77")
@pytest.mark.parametrize("email", [EMAIL, "Suzie@Campus.Example", "suzie+tag@campus.example"])
def test_code_confirms_the_waiting_signature(waiting: Signature, email: str) -> None:
    code = confirmation_code(waiting.handle)

    handle = confirm_by_code(email=email, code=code, now=database_now())

    assert handle == waiting.handle
    assert Signature.objects.get().status == SignatureStatus.VERIFIED


def test_code_works_again_after_confirming(waiting: Signature) -> None:
    code = confirmation_code(waiting.handle)
    confirm_signature(handle=waiting.handle, now=database_now())

    assert confirm_by_code(email=EMAIL, code=code, now=database_now()) == waiting.handle


def test_code_tells_several_waiting_signatures_apart(appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    for each in (appeal, appeal, other):
        sign(each)

    first, second, elsewhere = Signature.objects.order_by("id")

    for signature in (second, elsewhere):
        code = confirmation_code(signature.handle)
        assert confirm_by_code(email=EMAIL, code=code, now=database_now()) == signature.handle

    assert Signature.objects.get(status=SignatureStatus.PENDING) == first


def test_code_of_a_second_signature_is_refused(appeal: Appeal) -> None:
    sign(appeal)
    sign(appeal)
    first, second = Signature.objects.order_by("id")
    confirm_signature(handle=first.handle, now=database_now())

    with pytest.raises(AlreadySignedError):
        confirm_by_code(email=EMAIL, code=confirmation_code(second.handle), now=database_now())

    assert Signature.objects.get(status=SignatureStatus.PENDING) == second


def test_wrong_code_counts_as_an_attempt_on_every_waiting_signature(appeal: Appeal) -> None:
    sign(appeal)
    sign(appeal)
    first, second = Signature.objects.order_by("id")

    with pytest.raises(WrongCodeError):
        confirm_by_code(email=EMAIL, code=wrong_code(first, second), now=database_now())

    assert (attempts_of(first), attempts_of(second)) == (1, 1)


@pytest.mark.requirement("R-77")
def test_right_code_fails_after_ten_wrong_ones(waiting: Signature) -> None:
    for _ in range(MAX_CODE_ATTEMPTS):
        with pytest.raises(WrongCodeError):
            confirm_by_code(email=EMAIL, code=wrong_code(waiting), now=database_now())

    with pytest.raises(WrongCodeError):
        confirm_by_code(email=EMAIL, code=confirmation_code(waiting.handle), now=database_now())

    assert attempts_of(waiting) == MAX_CODE_ATTEMPTS


def test_right_code_works_at_the_tenth_attempt(waiting: Signature) -> None:
    for _ in range(MAX_CODE_ATTEMPTS - 1):
        with pytest.raises(WrongCodeError):
            confirm_by_code(email=EMAIL, code=wrong_code(waiting), now=database_now())

    code = confirmation_code(waiting.handle)

    assert confirm_by_code(email=EMAIL, code=code, now=database_now()) == waiting.handle


def test_who_has_the_code_may_press_the_button_any_number_of_times(waiting: Signature) -> None:
    code = confirmation_code(waiting.handle)

    for _ in range(MAX_CODE_ATTEMPTS + 2):
        assert confirm_by_code(email=EMAIL, code=code, now=database_now()) == waiting.handle


def test_link_works_when_the_code_was_tried_too_often(waiting: Signature) -> None:
    """Who guesses for somebody else must not keep her from signing."""
    Signature.objects.update(code_attempts=MAX_CODE_ATTEMPTS)

    confirmed = confirm_signature(handle=waiting.handle, now=database_now())

    assert confirmed.status == SignatureStatus.VERIFIED


def test_new_signature_has_attempts_of_its_own(appeal: Appeal, waiting: Signature) -> None:
    Signature.objects.update(code_attempts=MAX_CODE_ATTEMPTS)
    sign(appeal)
    fresh = Signature.objects.latest("id")

    code = confirmation_code(fresh.handle)

    assert confirm_by_code(email=EMAIL, code=code, now=database_now()) == fresh.handle
    assert attempts_of(waiting) == MAX_CODE_ATTEMPTS


def test_code_of_another_address_fails_and_costs_it_nothing(
    appeal: Appeal, waiting: Signature
) -> None:
    sign(appeal, email="olga@campus.example")
    olga = Signature.objects.latest("id")

    with pytest.raises(WrongCodeError):
        confirm_by_code(email=EMAIL, code=confirmation_code(olga.handle), now=database_now())

    assert (attempts_of(waiting), attempts_of(olga)) == (1, 0)


def test_code_of_an_unknown_address_fails(waiting: Signature) -> None:
    with pytest.raises(WrongCodeError):
        confirm_by_code(
            email="mallory@campus.example",
            code=confirmation_code(waiting.handle),
            now=database_now(),
        )

    assert attempts_of(waiting) == 0


@pytest.mark.parametrize(
    ("age", "is_found"), [(timedelta(days=6, hours=23), True), (timedelta(days=7), False)]
)
def test_code_works_for_seven_days(waiting: Signature, age: timedelta, *, is_found: bool) -> None:
    sent_at = database_now() - age
    OutboundEmail.objects.update(created_at=sent_at, due_at=sent_at)
    code = confirmation_code(waiting.handle)

    if is_found:
        assert confirm_by_code(email=EMAIL, code=code, now=database_now()) == waiting.handle
    else:
        with pytest.raises(WrongCodeError):
            confirm_by_code(email=EMAIL, code=code, now=database_now())


def test_code_works_again_when_the_mail_was_sent_again(waiting: Signature) -> None:
    a_week_ago = database_now() - timedelta(days=8)
    OutboundEmail.objects.update(created_at=a_week_ago, due_at=a_week_ago)
    OutboundEmail.objects.create(
        signature=waiting, kind="confirm", dedupe_key="again", recipient_key=b"k", due_at=Now()
    )
    code = confirmation_code(waiting.handle)

    assert confirm_by_code(email=EMAIL, code=code, now=database_now()) == waiting.handle


def test_code_of_a_mail_that_was_held_up_works_when_it_arrives(waiting: Signature) -> None:
    """The organisers stopped all mail for a week: the code lives as long as the link beside it."""
    OutboundEmail.objects.update(created_at=database_now() - timedelta(days=8), due_at=Now())
    code = confirmation_code(waiting.handle)

    assert confirm_by_code(email=EMAIL, code=code, now=database_now()) == waiting.handle


def test_code_that_was_never_mailed_fails(appeal: Appeal) -> None:
    on_paper = make_signature(appeal, email=EMAIL, status=SignatureStatus.PENDING)

    with pytest.raises(WrongCodeError):
        confirm_by_code(email=EMAIL, code=confirmation_code(on_paper.handle), now=database_now())


@pytest.mark.parametrize("gone", [SignatureStatus.WITHDRAWN, SignatureStatus.INVALIDATED])
def test_code_of_a_signature_that_is_gone_fails(waiting: Signature, gone: SignatureStatus) -> None:
    if gone == SignatureStatus.WITHDRAWN:
        confirm_signature(handle=waiting.handle, now=database_now())
        withdraw_signature(handle=waiting.handle, now=database_now())
    else:
        Signature.objects.update(
            status=gone, invalidated_at=database_now(), invalidation_reason="forged"
        )

    with pytest.raises(WrongCodeError):
        confirm_by_code(email=EMAIL, code=confirmation_code(waiting.handle), now=database_now())
