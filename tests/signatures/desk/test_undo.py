"""Undoing takes back what an act changed, and nothing that happened since."""

from datetime import timedelta
from functools import partial

import pytest
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.models import User
from appeal.models import Appeal
from signatures.desk import moderation, undo
from signatures.enums import InvalidationReason, ModerationStatus, SignatureStatus
from signatures.figures.reconcile import reconcile
from signatures.models import ModerationDecision, Signature
from signatures.models.clock import database_now
from signatures.signing.confirm import AlreadySignedError, confirm_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.threads import queued
from tests.staff import make_staff, signed_in

WHY = InvalidationReason.DUPLICATE


def only(signature: Signature) -> QuerySet[Signature]:
    return Signature.objects.filter(pk=signature.pk)


def state(signature: Signature) -> tuple[str, str]:
    row = only(signature).get()
    return row.status, row.moderation


@pytest.fixture
def olga(db: None) -> User:
    return make_staff()


def test_who_has_confirmed_since_stays_verified(appeal: Appeal, olga: User) -> None:
    signature = make_signature(appeal, status=SignatureStatus.PENDING)
    hidden = moderation.hide(only(signature), by=olga)
    confirm_signature(handle=signature.handle, now=database_now())

    assert undo.undo(hidden.batch, by=olga).number == 1

    assert state(signature) == (SignatureStatus.VERIFIED, ModerationStatus.UNREVIEWED)


def test_what_is_invalidated_stays_so(appeal: Appeal, olga: User) -> None:
    signature = make_signature(appeal, status=SignatureStatus.INVALIDATED)
    approved = moderation.approve(only(signature), by=olga)

    assert undo.undo(approved.batch, by=olga).number == 1

    assert state(signature) == (SignatureStatus.INVALIDATED, ModerationStatus.UNREVIEWED)


@pytest.mark.django_db(transaction=True)
def test_two_invalidate_at_once_and_the_first_is_undone() -> None:
    olga, signature = make_staff(), make_signature(make_appeal())
    act = partial(moderation.invalidate, only(signature), by=olga, why=WHY)

    first, second = queued(only(signature), act, act)

    assert not isinstance(first, Exception)
    assert not isinstance(second, Exception)
    assert (first.number, second.number) == (1, 0)
    undo.undo(first.batch, by=olga)
    assert state(signature)[0] == SignatureStatus.VERIFIED


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R-39")
def test_another_signature_of_the_address_is_confirmed_at_the_same_moment() -> None:
    appeal, olga, email = make_appeal(), make_staff(), "ada@campus.example"
    one = make_signature(appeal, email=email)
    act = moderation.invalidate(only(one), by=olga, why=WHY)
    other = make_signature(appeal, email=email, status=SignatureStatus.PENDING)

    undone, confirmed = queued(
        Signature.objects.all(),
        partial(undo.undo, act.batch, by=olga),
        partial(confirm_signature, handle=other.handle, now=database_now()),
    )

    assert isinstance(undone, undo.Undone)
    assert isinstance(confirmed, Signature | AlreadySignedError)
    # One of them counts: that of whoever came first to the other signature.
    assert (undone.number == 1) is isinstance(confirmed, AlreadySignedError)
    assert Signature.objects.counted().count() == 1
    assert reconcile(appeal) == []


def test_a_last_decision_of_yesterday_says_its_day(appeal: Appeal) -> None:
    olga = make_staff("organiser")
    moderation.hide(only(make_signature(appeal)), by=olga)
    yesterday = database_now() - timedelta(days=1)
    ModerationDecision.objects.update(decided_at=yesterday)

    page = signed_in(olga).get("/staff/signatures/signature/queue/").text

    day = date_format(localtime(yesterday), "DATETIME_FORMAT")
    assert f"Your last decision: “hidden”, 1 signature, {day}." in page
