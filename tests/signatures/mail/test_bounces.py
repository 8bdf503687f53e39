"""What a report changes: one row, and who is written to (R-84, R-05)."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from appeal.models import Appeal
from signatures.addresses import recipient_key, recipient_keys
from signatures.enums import EmailKind, EmailState, SignatureStatus, SuppressionReason
from signatures.mail import outbox
from signatures.mail.bounces import Outcome
from signatures.mail.incoming import take_message
from signatures.mail.return_path import return_path
from signatures.models import OutboundEmail, SuppressedAddress
from signatures.models.clock import database_now
from signatures.risk.limits import mail_allowance
from signatures.risk.suppression import is_suppressed
from tests.factories import make_signature
from tests.signatures.mail.promises import promise, promises, signature_of, state_of
from tests.signatures.mail.returned import returned

pytestmark = pytest.mark.requirement("R-84")

SUZIE = "suzie@campus.example"


@pytest.fixture(autouse=True)
def _bounce_address(settings: Settings) -> None:
    settings.BOUNCE_ADDRESS = "bounce@appel.example"


@pytest.fixture
def sent(appeal: Appeal) -> OutboundEmail:
    signature = make_signature(appeal, status=SignatureStatus.PENDING, email=SUZIE)
    return promise(signature, state=EmailState.SENT, recipient_key=recipient_key(SUZIE))


def test_hard_bounce_marks_the_mail_and_ends_mail_to_the_address(
    appeal: Appeal, sent: OutboundEmail
) -> None:
    assert take_message(returned("postfix_unknown_user", sent)) == Outcome.RECORDED

    assert state_of(sent)[::2] == (EmailState.BOUNCED, "hard 5.1.1")
    assert OutboundEmail.objects.get(pk=sent.pk).sent_at is not None
    allowance = mail_allowance(
        keys=recipient_keys(SUZIE), appeal_id=appeal.pk, kind=EmailKind.CONFIRM, now=database_now()
    )
    assert allowance.allowed is False


@pytest.mark.parametrize(
    ("name", "code"),
    [("gmail_over_quota", "soft 4.2.2"), ("gmail_unsolicited", "blocked 5.7.1")],
)
def test_address_that_works_may_ask_again(sent: OutboundEmail, name: str, code: str) -> None:
    take_message(returned(name, sent))

    assert state_of(sent)[::2] == (EmailState.BOUNCED, code)
    assert not is_suppressed(recipient_keys(SUZIE))


def test_delay_is_noted_and_nothing_else(sent: OutboundEmail) -> None:
    assert take_message(returned("postfix_delayed", sent)) == Outcome.NOTHING_TO_DO

    assert state_of(sent)[::2] == (EmailState.SENT, "delayed 4.4.1")


@pytest.mark.parametrize("name", ["vacation", "success", "not_spam", "a_person"])
def test_what_is_no_failure_changes_nothing(sent: OutboundEmail, name: str) -> None:
    take_message(returned(name, sent))

    assert state_of(sent)[::2] == (EmailState.SENT, "")
    assert not SuppressedAddress.objects.exists()


def test_complaint_ends_mail_to_the_person(sent: OutboundEmail) -> None:
    assert take_message(returned("complaint", sent)) == Outcome.RECORDED

    assert SuppressedAddress.objects.get().reason == SuppressionReason.COMPLAINT
    assert state_of(sent)[0] == EmailState.SENT


@pytest.mark.parametrize("name", ["complaint", "qmail"])
def test_what_waits_for_the_address_is_not_sent(sent: OutboundEmail, name: str) -> None:
    waiting = promise(
        signature_of(sent), due_in=timedelta(hours=1), recipient_key=recipient_key(SUZIE)
    )
    [other] = promises(sent.about.appeal, 1)

    take_message(returned(name, sent))

    assert state_of(waiting)[0] == EmailState.BOUNCED
    assert state_of(other)[0] == EmailState.QUEUED


def test_same_report_twice_changes_nothing_more(sent: OutboundEmail) -> None:
    for _ in range(2):
        take_message(returned("qmail", sent))

    assert state_of(sent)[::2] == (EmailState.BOUNCED, "hard 5.1.1")
    assert SuppressedAddress.objects.count() == 1


def test_report_without_return_path_is_recognised_by_the_mail_it_gives_back(
    sent: OutboundEmail,
) -> None:
    raw = returned("exim_plain", sent, to="appel@appel.example")

    assert take_message(raw) == Outcome.RECORDED
    assert state_of(sent)[0] == EmailState.BOUNCED


def test_forged_report_changes_nothing(sent: OutboundEmail) -> None:
    number = str(sent.pk)
    raw = returned(
        "postfix_unknown_user",
        sent,
        to=f"bounce+{number}-aaaaaaaaaaaaaaaa@appel.example",
        about=f"<{number}.{'0' * 32}@appel.example>",
    )

    assert take_message(raw) == Outcome.NOT_OURS
    assert state_of(sent)[0] == EmailState.SENT


def test_return_path_is_found_wherever_the_mail_server_puts_it(sent: OutboundEmail) -> None:
    raw = returned("postfix_unknown_user", sent, to="undisclosed@appel.example", about="<x@y>")
    raw = f"X-Original-To: {return_path(sent)}\n".encode() + raw

    assert take_message(raw) == Outcome.RECORDED


def test_no_address_is_kept_of_a_report(sent: OutboundEmail) -> None:
    take_message(returned("postfix_unknown_user", sent))

    assert "@" not in OutboundEmail.objects.get(pk=sent.pk).last_error


def test_dead_address_is_not_written_to_again_from_the_list(sent: OutboundEmail) -> None:
    take_message(returned("qmail", sent))

    assert outbox.revive(OutboundEmail.objects.all()) == 0
    assert state_of(sent)[0] == EmailState.BOUNCED
