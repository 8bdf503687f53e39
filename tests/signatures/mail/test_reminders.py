"""One reminder after two days, where the organiser wants it, within the limits (R-05)."""

from datetime import timedelta
from typing import Any

import pytest

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.enums import EmailKind, EmailState, SignatureStatus
from signatures.mail.reminders import remind
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.risk.suppression import suppress
from tests.factories import make_signature
from tests.signatures.mail.promises import promise


@pytest.fixture(autouse=True)
def _reminders(appeal: Appeal) -> None:
    Appeal.objects.filter(pk=appeal.pk).update(reminders=True)


def waiting(appeal: Appeal, *, hours: float = 49, **fields: Any) -> Signature:
    """Make somebody who signed so long ago and whose mail was accepted."""
    signature = make_signature(appeal, **{"status": SignatureStatus.PENDING, **fields})
    then = database_now() - timedelta(hours=hours)
    Signature.objects.filter(pk=signature.pk).update(created_at=then)
    promise(
        signature,
        state=EmailState.SENT,
        created_at=then,
        recipient_key=recipient_key(signature.canonical_email),
    )
    return signature


def reminded() -> int:
    return OutboundEmail.objects.filter(kind=EmailKind.REMINDER).count()


def test_who_waits_for_two_days_is_reminded_once(appeal: Appeal) -> None:
    waiting(appeal)
    for _ in range(3):
        remind(database_now())

    assert reminded() == 1


def test_reminders_are_off_until_they_are_turned_on(appeal: Appeal) -> None:
    Appeal.objects.update(reminders=False)
    waiting(appeal)

    assert remind(database_now()) == 0
    assert Appeal._meta.get_field("reminders").default is False


@pytest.mark.parametrize(("hours", "number"), [(47, 0), (49, 1), (119, 1), (121, 0)])
def test_reminder_has_its_time(appeal: Appeal, hours: float, number: int) -> None:
    waiting(appeal, hours=hours)

    assert remind(database_now()) == number


def suppressed(appeal: Appeal) -> None:
    suppress(recipient_key(waiting(appeal).canonical_email))


def verified_otherwise(appeal: Appeal) -> None:
    make_signature(appeal, email=waiting(appeal).email)


def had_their_share(appeal: Appeal) -> None:
    signature = waiting(appeal)
    for _ in range(3):
        promise(
            signature,
            state=EmailState.SENT,
            recipient_key=recipient_key(signature.canonical_email),
        )


def bounced(appeal: Appeal) -> None:
    signature = waiting(appeal)
    OutboundEmail.objects.filter(signature=signature).update(state=EmailState.BOUNCED)


def closed(appeal: Appeal) -> None:
    waiting(appeal)
    Appeal.objects.update(state=AppealState.CLOSED)


def confirmed(appeal: Appeal) -> None:
    waiting(appeal, status=SignatureStatus.VERIFIED)


@pytest.mark.requirement("R-05")
@pytest.mark.parametrize(
    "prepare", [suppressed, verified_otherwise, had_their_share, bounced, closed, confirmed]
)
def test_nobody_else_is_reminded(appeal: Appeal, prepare: Any) -> None:
    prepare(appeal)

    assert (remind(database_now()), reminded()) == (0, 0)


def test_address_that_signed_twice_is_reminded_once(appeal: Appeal) -> None:
    for _ in range(2):
        waiting(appeal, email="suzie@campus.example")

    assert (remind(database_now()), reminded()) == (1, 1)
