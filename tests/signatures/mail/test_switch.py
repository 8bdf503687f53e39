"""The switch: no mail leaves from the next message on, and nothing is lost."""

from datetime import timedelta
from functools import partial

import pytest

from accounts.models import AuditEntry, User
from appeal.models import Appeal
from signatures.enums import EmailState
from signatures.mail import delivery, outbox, switch
from signatures.mail.delivery import deliver_due
from signatures.models import OutboundEmail, SendingStop
from signatures.models.clock import database_now
from tests.signatures.mail.promises import due_in, promises, state_of
from tests.signatures.mail.sink import Sink
from tests.signatures.threads import at_once

pytestmark = pytest.mark.requirement("R-85")


@pytest.fixture
def olga(db: None) -> User:
    return User.objects.create_user("olga@appel.example", name="Olga")


def test_stopped_mail_waits_and_leaves_when_resumed(appeal: Appeal, sink: Sink, olga: User) -> None:
    emails = promises(appeal, 3)
    switch.stop_sending(by=olga, reason="forged wave")

    assert deliver_due() == 0
    assert {state_of(email) for email in emails} == {(EmailState.QUEUED, 0, "")}

    assert switch.resume_sending(by=olga) is True
    assert deliver_due() == 3


def test_stop_holds_in_the_middle_of_a_batch(
    appeal: Appeal, sink: Sink, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    emails = promises(appeal, 5)
    monkeypatch.setattr(delivery, "LOOK_AT_SWITCH", 0.0)
    mark_sent = outbox.mark_sent

    def stop_after_the_first(email: OutboundEmail) -> None:
        mark_sent(email)
        switch.stop_sending(by=olga, reason="forged wave")

    monkeypatch.setattr(outbox, "mark_sent", stop_after_the_first)

    assert deliver_due() == 1
    assert {state_of(email) for email in emails[1:]} == {(EmailState.QUEUED, 0, "")}
    assert due_in(emails[1]) < timedelta(seconds=30)


def test_stop_is_on_record_with_who_and_why(olga: User) -> None:
    switch.stop_sending(by=olga, reason="forged wave")
    switch.resume_sending(by=olga)

    stop = SendingStop.objects.get()
    assert (stop.stopped_by, stop.reason, stop.resumed_by) == (olga, "forged wave", olga)
    assert list(AuditEntry.objects.order_by("pk").values_list("act", "by")) == [
        ("mail.stop", olga.pk),
        ("mail.resume", olga.pk),
    ]


def test_resuming_what_runs_does_nothing(olga: User) -> None:
    assert switch.resume_sending(by=olga) is False
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_organisers_at_once_make_one_stop(transactional_db: None) -> None:
    olga = User.objects.create_user("olga@appel.example", name="Olga")

    outcomes = at_once(*[partial(switch.stop_sending, by=olga, reason="forged wave")] * 4)

    errors = [one for one in outcomes if isinstance(one, switch.AlreadyStoppedError)]
    assert (len(errors), SendingStop.objects.count()) == (3, 1)
    assert database_now() - SendingStop.objects.get().stopped_at < timedelta(minutes=1)
