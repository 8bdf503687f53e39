"""How much mail one address may be made to receive (R-05)."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from appeal.models import Appeal
from signatures.addresses import recipient_key, recipient_keys
from signatures.enums import EmailKind, EmailState
from signatures.models import OutboundEmail, Signature, SuppressedAddress
from signatures.models.clock import database_now
from signatures.risk.limits import (
    GAP_BETWEEN_MAILS,
    MAILS_IN_ALL,
    MAILS_PER_DAY,
    Allowance,
    lock_recipient,
    mail_allowance,
)
from tests.factories import make_appeal, make_signature

pytestmark = pytest.mark.requirement("R-05")
KEYS = [recipient_key("suzie@campus.example")]


@pytest.fixture
def signature(appeal: Appeal) -> Signature:
    return make_signature(appeal)


def mailed(
    signature: Signature,
    *,
    ago: timedelta = timedelta(hours=2),
    kind: EmailKind = EmailKind.CONFIRM,
    key: bytes = KEYS[0],
    **fields: object,
) -> OutboundEmail:
    moment = database_now() - ago
    email = OutboundEmail.objects.create(
        signature=signature,
        kind=kind,
        recipient_key=key,
        dedupe_key=str(OutboundEmail.objects.count()),
    )
    values = {"created_at": moment, "due_at": moment} | fields
    OutboundEmail.objects.filter(pk=email.pk).update(**values)
    return email


def allowance(
    appeal: Appeal, *, now: datetime | None = None, kind: EmailKind = EmailKind.CONFIRM
) -> Allowance:
    return mail_allowance(keys=KEYS, appeal_id=appeal.pk, kind=kind, now=now or database_now())


def test_limits_are_those_of_the_documentation() -> None:
    assert (3, 5, timedelta(minutes=2)) == (MAILS_PER_DAY, MAILS_IN_ALL, GAP_BETWEEN_MAILS)


def test_first_mail_goes_at_once(appeal: Appeal) -> None:
    now = database_now()

    assert allowance(appeal, now=now) == Allowance(allowed=True, not_before=now)


@pytest.mark.parametrize(("number", "is_allowed"), [(1, True), (2, True), (3, False), (4, False)])
def test_mails_of_one_day(
    appeal: Appeal, signature: Signature, number: int, *, is_allowed: bool
) -> None:
    for _ in range(number):
        mailed(signature)

    assert allowance(appeal).allowed is is_allowed


@pytest.mark.parametrize(
    ("ago", "is_allowed"),
    [(timedelta(hours=23, minutes=59), False), (timedelta(hours=24), True)],
)
def test_day_is_the_last_24_hours(
    appeal: Appeal, signature: Signature, ago: timedelta, *, is_allowed: bool
) -> None:
    for _ in range(MAILS_PER_DAY):
        mailed(signature, ago=ago)

    assert allowance(appeal).allowed is is_allowed


@pytest.mark.parametrize(("number", "is_allowed"), [(4, True), (5, False)])
def test_mails_ever(appeal: Appeal, signature: Signature, number: int, *, is_allowed: bool) -> None:
    for day in range(number):
        mailed(signature, ago=timedelta(days=day + 2))

    assert allowance(appeal).allowed is is_allowed


@pytest.mark.parametrize("state", EmailState)
# News has its own consent and its own way out: it takes nobody’s share.
@pytest.mark.parametrize("kind", [kind for kind in EmailKind if kind != EmailKind.NEWS])
def test_mail_of_every_kind_and_state_counts(
    appeal: Appeal, signature: Signature, kind: EmailKind, state: EmailState
) -> None:
    sent_at = database_now() if state == EmailState.SENT else None
    for _ in range(MAILS_PER_DAY):
        mailed(signature, kind=kind, state=state, sent_at=sent_at)

    assert allowance(appeal).allowed is False


def test_each_appeal_has_its_own_limits(appeal: Appeal, signature: Signature) -> None:
    other = make_appeal(slug="other", is_featured=False)
    for _ in range(MAILS_IN_ALL):
        mailed(signature)

    assert (allowance(appeal).allowed, allowance(other).allowed) == (False, True)


def test_each_address_has_its_own_limits(appeal: Appeal, signature: Signature) -> None:
    for _ in range(MAILS_IN_ALL):
        mailed(signature, key=recipient_key("olga@campus.example"))

    assert allowance(appeal).allowed is True


@pytest.mark.parametrize(
    ("due_in", "waits"),
    [
        (timedelta(minutes=-10), timedelta(0)),
        (timedelta(minutes=-2), timedelta(0)),
        (timedelta(seconds=-90), timedelta(seconds=30)),
        (timedelta(0), timedelta(minutes=2)),
        (timedelta(minutes=2), timedelta(minutes=4)),
        # The last one waits for a broken mail server: that is no reason to wait for hours.
        (timedelta(hours=6), timedelta(minutes=10)),
    ],
)
def test_second_mail_waits_for_the_gap(
    appeal: Appeal, signature: Signature, due_in: timedelta, waits: timedelta
) -> None:
    now = database_now()
    mailed(signature, due_at=now + due_in)

    assert allowance(appeal, now=now) == Allowance(allowed=True, not_before=now + waits)


def test_gap_is_between_two_mails_of_one_kind(appeal: Appeal, signature: Signature) -> None:
    """Who signed and asks for her link right away is not made to wait."""
    now = database_now()
    mailed(signature, due_at=now)

    assert allowance(appeal, now=now, kind=EmailKind.MANAGE).not_before == now


def test_suppressed_address_gets_nothing(appeal: Appeal) -> None:
    SuppressedAddress.objects.create(recipient_key=KEYS[0])

    assert allowance(appeal).allowed is False


def test_limits_hold_after_a_rotation_of_keys(
    appeal: Appeal, signature: Signature, settings: Settings
) -> None:
    for _ in range(MAILS_PER_DAY):
        mailed(signature)

    settings.TOKEN_KEYS = ["new-key-of-thirty-two-characters-or-more", *settings.TOKEN_KEYS]
    after = mail_allowance(
        keys=recipient_keys("suzie@campus.example"),
        appeal_id=appeal.pk,
        kind=EmailKind.CONFIRM,
        now=database_now(),
    )

    assert after.allowed is False


@pytest.mark.django_db
@pytest.mark.parametrize("key", [b"\x00" * 32, b"\xff" * 32, b"\x80" + b"\x00" * 31, *KEYS])
def test_lock_takes_any_key_until_the_transaction_ends(key: bytes) -> None:
    lock_recipient(key)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT classid::bigint << 32 | objid::bigint FROM pg_locks"
            " WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        assert cursor.fetchall() == [(int.from_bytes(key[:8], signed=True),)]
