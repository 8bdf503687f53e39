"""Confirming: once, for good, and for one signature of an address (R-02, R-04)."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.enums import InvalidationReason, ModerationStatus, SignatureStatus
from signatures.figures.counting import total
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.signing.confirm import (
    AlreadySignedError,
    ConfirmationClosedError,
    InvalidatedError,
    UnknownSignatureError,
    confirm_signature,
    find_signature,
)
from signatures.signing.withdraw import withdraw_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.entries import sign


@pytest.fixture
def waiting(appeal: Appeal) -> Signature:
    sign(appeal)
    return Signature.objects.get()


def status_of(signature: Signature) -> str:
    return Signature.objects.values_list("status", flat=True).get(pk=signature.pk)


def test_confirm_verifies_and_counts(waiting: Signature) -> None:
    now = database_now()

    confirmed = confirm_signature(handle=waiting.handle, now=now)

    waiting.refresh_from_db()
    assert confirmed == waiting
    assert (waiting.status, waiting.verified_at) == (SignatureStatus.VERIFIED, now)
    assert total(waiting.appeal) == 1


def test_confirm_again_changes_nothing(waiting: Signature) -> None:
    first = database_now()
    confirm_signature(handle=waiting.handle, now=first)
    before = Signature.objects.values().get()

    confirm_signature(handle=waiting.handle, now=first + timedelta(days=1))

    assert Signature.objects.values().get() == before
    assert total(waiting.appeal) == 1


def test_confirm_touches_nothing_but_the_status_and_the_place(waiting: Signature) -> None:
    before = dict(Signature.objects.values().get())

    confirm_signature(handle=waiting.handle, now=database_now())

    after = dict(Signature.objects.values().get())
    changed = {name for name, value in after.items() if before[name] != value}
    assert changed == {"status", "verified_at", "ordinal"}


def test_second_waiting_row_of_an_address_has_already_signed(appeal: Appeal) -> None:
    sign(appeal, email="Suzie@campus.example", first_name="Suzie")
    sign(appeal, email="suzie+2@campus.example", first_name="Mallory")
    first, second = Signature.objects.order_by("id")
    confirm_signature(handle=first.handle, now=database_now())

    with pytest.raises(AlreadySignedError):
        confirm_signature(handle=second.handle, now=database_now())

    assert (status_of(first), status_of(second)) == ("verified", "pending")
    assert total(appeal) == 1


def test_any_of_the_waiting_rows_may_be_the_first(appeal: Appeal) -> None:
    for _ in range(3):
        sign(appeal)
    *_others, last = Signature.objects.order_by("id")

    confirm_signature(handle=last.handle, now=database_now())

    assert list(Signature.objects.counted()) == [last]


def test_address_may_confirm_under_each_appeal(appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    for each in (appeal, other):
        sign(each)

    for signature in Signature.objects.all():
        confirm_signature(handle=signature.handle, now=database_now())

    assert (total(appeal), total(other)) == (1, 1)


def test_waiting_row_may_be_confirmed_after_the_verified_one_was_withdrawn(appeal: Appeal) -> None:
    sign(appeal)
    sign(appeal)
    first, second = Signature.objects.order_by("id")
    confirm_signature(handle=first.handle, now=database_now())
    withdraw_signature(handle=first.handle, now=database_now())

    confirm_signature(handle=second.handle, now=database_now())

    assert status_of(second) == "verified"
    assert total(appeal) == 1


def test_unknown_handle_is_told_so(appeal: Appeal) -> None:
    with pytest.raises(UnknownSignatureError):
        confirm_signature(handle=uuid.uuid4(), now=database_now())


def test_withdrawn_signature_is_unknown(waiting: Signature) -> None:
    confirm_signature(handle=waiting.handle, now=database_now())
    withdraw_signature(handle=waiting.handle, now=database_now())

    with pytest.raises(UnknownSignatureError):
        confirm_signature(handle=waiting.handle, now=database_now())

    assert total(waiting.appeal) == 0


def test_invalidated_signature_stays_out_of_the_count(waiting: Signature) -> None:
    Signature.objects.update(
        status=SignatureStatus.INVALIDATED,
        invalidated_at=database_now(),
        invalidation_reason=InvalidationReason.FORGED,
    )

    with pytest.raises(InvalidatedError):
        confirm_signature(handle=waiting.handle, now=database_now())

    assert (status_of(waiting), total(waiting.appeal)) == ("invalidated", 0)


def test_held_signature_is_verified_and_not_counted(waiting: Signature) -> None:
    Signature.objects.update(moderation=ModerationStatus.HELD)

    confirm_signature(handle=waiting.handle, now=database_now())

    assert (status_of(waiting), total(waiting.appeal)) == ("verified", 0)


@pytest.mark.parametrize(
    ("state", "closes_in_hours", "is_confirmed"),
    [
        (AppealState.OPEN, None, True),
        (AppealState.OPEN, 1, True),
        (AppealState.OPEN, 0, True),
        (AppealState.OPEN, -23, True),
        (AppealState.OPEN, -24, False),
        (AppealState.PAUSED, None, True),
        (AppealState.PAUSED, -23, True),
        (AppealState.PAUSED, -24, False),
        (AppealState.CLOSED, -23, True),
        (AppealState.CLOSED, -24, False),
        (AppealState.CLOSED, None, False),
        (AppealState.ARCHIVED, None, False),
        (AppealState.ARCHIVED, -1, False),
        (AppealState.DRAFT, None, False),
    ],
)
def test_confirm_within_a_day_of_the_close(
    waiting: Signature, state: AppealState, closes_in_hours: int | None, *, is_confirmed: bool
) -> None:
    now, appeal = database_now(), waiting.appeal
    appeal.state = state
    appeal.closes_at = None if closes_in_hours is None else now + timedelta(hours=closes_in_hours)
    appeal.save()

    if is_confirmed:
        confirm_signature(handle=waiting.handle, now=now)
    else:
        with pytest.raises(ConfirmationClosedError):
            confirm_signature(handle=waiting.handle, now=now)

    assert status_of(waiting) == ("verified" if is_confirmed else "pending")


def test_verified_signature_is_still_found_long_after_the_close(waiting: Signature) -> None:
    confirm_signature(handle=waiting.handle, now=database_now())
    Appeal.objects.update(state=AppealState.CLOSED, closes_at=database_now() - timedelta(days=100))

    assert confirm_signature(handle=waiting.handle, now=database_now()) == waiting


def test_error_of_the_database_is_not_taken_for_a_second_signature(waiting: Signature) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE signatures_signature ADD CHECK (status <> 'verified') NOT VALID"
        )

    with pytest.raises(IntegrityError):
        confirm_signature(handle=waiting.handle, now=database_now())

    assert status_of(waiting) == "pending"


@pytest.mark.parametrize("status", [SignatureStatus.PENDING, SignatureStatus.VERIFIED])
def test_find_signature_that_may_be_shown(appeal: Appeal, status: SignatureStatus) -> None:
    signature = make_signature(appeal, status=status)

    assert find_signature(signature.handle) == signature


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (SignatureStatus.WITHDRAWN, UnknownSignatureError),
        (SignatureStatus.INVALIDATED, InvalidatedError),
    ],
)
def test_find_signature_that_is_gone(
    appeal: Appeal, status: SignatureStatus, error: type[Exception]
) -> None:
    signature = make_signature(appeal, status=status)

    with pytest.raises(error):
        find_signature(signature.handle)
