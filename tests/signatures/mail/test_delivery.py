"""Delivery, against a real SMTP server: what is promised arrives, whatever goes wrong."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from appeal.models import Appeal
from signatures.enums import EmailState
from signatures.mail import delivery, outbox
from signatures.mail.delivery import deliver_due
from signatures.mail.tasks import deliver_due_emails
from signatures.models import OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.signing.withdraw import withdraw_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.mail.promises import due_in, promise, promises, state_of
from tests.signatures.mail.sink import Sink

SENT = (EmailState.SENT, 1, "")


def make_all_due() -> None:
    OutboundEmail.objects.filter(state=EmailState.QUEUED).update(due_at=database_now())


def test_mail_that_is_due_arrives(appeal: Appeal, sink: Sink) -> None:
    [email] = promises(appeal, 1)

    sent = deliver_due()

    [mail] = sink.mails
    assert (sent, state_of(email)) == (1, SENT)
    assert sink.recipients == [email.about.email]
    assert mail["To"] == email.about.email
    assert mail["Message-ID"].startswith(f"<{email.pk}.")


def test_server_is_greeted_with_the_name_of_the_site(
    appeal: Appeal, sink: Sink, settings: Settings
) -> None:
    settings.SITE_HOST = "appel.example.org"
    promises(appeal, 1)

    deliver_due()

    assert sink.greetings == ["appel.example.org"]


def test_task_delivers_what_is_due(appeal: Appeal, sink: Sink) -> None:
    promises(appeal, 2)

    assert deliver_due_emails() == 2
    assert len(sink.mails) == 2


def test_nothing_due_opens_no_connection(appeal: Appeal, sink: Sink) -> None:
    promise(make_signature(appeal), due_in=timedelta(minutes=2))

    assert deliver_due() == 0
    assert (sink.mails, sink.connections) == ([], set())


def test_mail_is_sent_once(appeal: Appeal, sink: Sink) -> None:
    promises(appeal, 1)

    assert [deliver_due(), deliver_due()] == [1, 0]
    assert len(sink.mails) == 1


@pytest.mark.requirement("R-27")
def test_worker_that_dies_after_the_250_sends_the_same_mail_once_more(
    appeal: Appeal, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_email: OutboundEmail) -> None:
        raise SystemExit

    [email] = promises(appeal, 1)
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "mark_sent", die)
        with pytest.raises(SystemExit):
            deliver_due()
    make_all_due()

    assert [deliver_due(), deliver_due()] == [1, 0]
    first, second = sink.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes().count(b"/confirm/") == second.as_bytes().count(b"/confirm/") > 0
    assert state_of(email)[:2] == (EmailState.SENT, 2)


def test_connection_is_kept_over_several_mails_and_batches(
    appeal: Appeal, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 2)
    emails = promises(appeal, 5)

    assert deliver_due() == 5

    assert len(sink.connections) == 1
    assert sink.recipients == [email.about.email for email in emails]


def test_address_with_an_international_domain_is_written_to(appeal: Appeal, sink: Sink) -> None:
    signature = make_signature(appeal, email="Suzie@faß.example")
    email = promise(signature)

    deliver_due()

    assert state_of(email) == SENT
    assert sink.recipients == ["Suzie@xn--fa-hia.example"]


def test_refused_address_bounces_and_the_others_arrive(appeal: Appeal, sink: Sink) -> None:
    first, refused, last = promises(appeal, 3)
    sink.recipient_replies[refused.about.email] = "550 5.1.1 no such user"

    assert deliver_due() == 2

    assert state_of(refused) == (EmailState.BOUNCED, 1, "recipient refused: 550")
    assert [state_of(email) for email in (first, last)] == [SENT, SENT]


@pytest.mark.parametrize(
    ("reply", "noted"),
    [
        ("554 5.7.1 <suzie@campus.example>: Relay access denied", "554 5.7.1"),
        ("550 5.7.1 mailbox unavailable; Reject due to SPF policy", "550 5.7.1"),
        ("504 5.5.2 <web>: Helo command rejected: need fully-qualified hostname", "504 5.5.2"),
        ("552 5.2.2 over quota", "552 5.2.2"),
        ("550 go away", "550"),
    ],
)
def test_refusal_that_is_not_about_the_address_is_tried_later(
    appeal: Appeal, sink: Sink, reply: str, noted: str
) -> None:
    """An hour in which our relay is set up wrongly must not cost thousands their mail."""
    refused, other = promises(appeal, 2)
    sink.recipient_replies[refused.about.email] = reply

    assert deliver_due() == 1

    assert state_of(refused) == (EmailState.QUEUED, 1, f"recipient not taken: {noted}")
    assert state_of(other) == SENT

    sink.recipient_replies.clear()
    make_all_due()
    assert deliver_due() == 1
    assert state_of(refused) == (EmailState.SENT, 2, "")


def test_bounced_mail_is_not_tried_again(appeal: Appeal, sink: Sink) -> None:
    [email] = promises(appeal, 1)
    sink.recipient_replies[email.about.email] = "550 5.1.1 no such user"
    deliver_due()

    sink.recipient_replies.clear()
    make_all_due()

    assert deliver_due() == 0
    assert state_of(email)[0] == EmailState.BOUNCED


@pytest.mark.parametrize("reply", ["450 greylisted", "451 try later", "452 full", "421 busy"])
def test_deferred_address_is_tried_later(appeal: Appeal, sink: Sink, reply: str) -> None:
    deferred, other = promises(appeal, 2)
    sink.recipient_replies[deferred.about.email] = reply

    assert deliver_due() == 1

    assert state_of(deferred) == (EmailState.QUEUED, 1, f"recipient deferred: {reply[:3]}")
    assert due_in(deferred) > timedelta(seconds=20)
    assert state_of(other) == SENT

    sink.recipient_replies.clear()
    make_all_due()
    assert deliver_due() == 1
    assert state_of(deferred) == (EmailState.SENT, 2, "")


def test_address_deferred_eight_times_is_given_up(appeal: Appeal, sink: Sink) -> None:
    [email] = promises(appeal, 1)
    sink.recipient_replies[email.about.email] = "451 try later"

    for _ in range(10):
        make_all_due()
        deliver_due()

    assert state_of(email) == (EmailState.DEAD, 8, "recipient deferred: 451")


@pytest.mark.parametrize("reply", ["451 try later", "554 5.7.1 looks like spam"])
def test_mail_refused_after_its_text_is_tried_later(appeal: Appeal, sink: Sink, reply: str) -> None:
    first, second = promises(appeal, 2)
    sink.mail_replies = [reply]

    assert deliver_due() == 1

    assert state_of(first) == (EmailState.QUEUED, 1, f"SMTPDataError: {reply[:3]}")
    assert state_of(second) == SENT


@pytest.mark.parametrize(
    "address",
    [
        "not an address",
        "suzie@campus.example\r\nBcc: mallory@mallory.example",
        "suzie@campus.example, mallory@mallory.example",
        "sūzie@campus.example",
    ],
)
def test_row_that_makes_no_mail_does_not_stop_the_others(
    appeal: Appeal, sink: Sink, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    before, poison, behind = promises(appeal, 3)
    Signature.objects.filter(pk=poison.about.pk).update(email=address)

    assert deliver_due() == 2

    state, attempts, error = state_of(poison)
    assert (state, attempts, error.partition(":")[0]) == (EmailState.QUEUED, 1, "compose")
    assert [state_of(email) for email in (before, behind)] == [SENT, SENT]
    assert sink.recipients == [before.about.email, behind.about.email]
    # The log says which row, and names nobody.
    assert f"mail {poison.pk} cannot be composed" in caplog.text
    assert address not in caplog.text


def test_row_that_cannot_be_put_on_the_wire_does_not_stop_the_others(
    appeal: Appeal, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    other = make_appeal(slug="other", is_featured=False)
    Appeal.objects.filter(pk=other.pk).update(contact_email="a@b.example\nBcc: x@y.example")
    [poison] = promises(other, 1, recipient_key=b"other")
    behind = promises(appeal, 2)

    assert deliver_due() == 2

    assert state_of(poison) == (EmailState.QUEUED, 1, "send: ValueError")
    assert [state_of(email) for email in behind] == [SENT, SENT]
    assert f"mail {poison.pk} cannot be sent" in caplog.text


def test_row_that_makes_no_mail_is_given_up_at_last(appeal: Appeal, sink: Sink) -> None:
    [poison] = promises(appeal, 1)
    Signature.objects.update(email="not an address")

    for _ in range(10):
        make_all_due()
        deliver_due()

    assert state_of(poison)[:2] == (EmailState.DEAD, 8)


def test_time_that_is_up_gives_the_rest_back_untried(
    appeal: Appeal, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    emails = promises(appeal, 3)
    monkeypatch.setattr(delivery, "TIME_BUDGET", 0.0)

    assert deliver_due() == 0

    assert [state_of(email) for email in emails] == [(EmailState.QUEUED, 0, "")] * 3
    monkeypatch.undo()


def test_given_back_mails_are_taken_by_the_next_worker(appeal: Appeal, sink: Sink) -> None:
    promises(appeal, 3)
    outbox.release(outbox.claim(limit=3), after=timedelta(0))

    assert deliver_due() == 3


def test_mail_of_a_signature_withdrawn_meanwhile_is_not_sent(appeal: Appeal, sink: Sink) -> None:
    first, second = promises(appeal, 2)
    withdraw_signature(handle=first.about.handle, now=database_now())

    deliver_due()

    assert sink.recipients == [second.about.email]
