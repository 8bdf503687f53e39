"""Mail to staff: past the switch, counted, paid for at the pace of the outbox (docs/adr/0036)."""

import smtplib
import time
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, send_mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.invitations import InvitationNotSentError, send_invitation
from accounts.models import User
from accounts.roles import ORGANISER
from appeal.models import Appeal
from signatures.mail import pacing, staff, switch
from signatures.mail.delivery import deliver_due
from signatures.models import SendingBucket, SendingPace, StaffMail
from signatures.models.clock import database_now
from tests.signatures.mail.conftest import UseServer
from tests.signatures.mail.promises import promises
from tests.signatures.mail.sink import Sink, bad_server, dripping, silent
from tests.staff import make_staff

pytestmark = [pytest.mark.requirement("R-85"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def olga(transactional_db: None) -> User:
    SendingPace.objects.all().delete()
    SendingPace.objects.create(name="Campus", domains=["campus.example"], per_minute=60)
    return User.objects.create_user("olga@campus.example", name="Olga", password="a long password")


def test_stop_holds_no_mail_to_staff(appeal: Appeal, sink: Sink, olga: User) -> None:
    """Who has lost the password while the mail is stopped must get in to resume it."""
    promises(appeal, 1)
    switch.stop_sending(by=olga, reason="forged wave")

    Client().post("/accounts/password/reset/", {"email": olga.email})
    send_invitation(make_staff(ORGANISER))

    assert deliver_due() == 0
    assert len(sink.mails) == 2
    assert sink.recipients[0] == olga.email
    assert staff.sent_today() == 2


def test_headers_name_the_site_and_not_this_machine(
    sink: Sink, olga: User, settings: Settings
) -> None:
    settings.SITE_HOST = "appel.example.org"

    send_mail("Subject", "Text", None, [olga.email])

    [mail] = sink.mails
    assert mail["Message-ID"].endswith("@appel.example.org>")
    assert mail["Auto-Submitted"] == "auto-generated"


def test_headers_that_a_message_has_are_kept(sink: Sink, olga: User) -> None:
    headers = {"Message-Id": "<1@appel.example>", "Auto-Submitted": "auto-notified"}

    EmailMessage("Subject", "Text", None, [olga.email], headers=headers).send()

    [mail] = sink.mails
    assert mail.get_all("Message-ID") == ["<1@appel.example>"]
    assert mail.get_all("Auto-Submitted") == ["auto-notified"]


def test_mail_to_staff_is_counted_by_day(sink: Sink, olga: User) -> None:
    yesterday = timezone.localdate(database_now()) - timedelta(days=1)
    StaffMail.objects.create(day=yesterday, number=7)

    send_mail("Subject", "Text", None, [olga.email, "emil@campus.example"])

    assert staff.sent_today() == 2
    assert StaffMail.objects.get(day=yesterday).number == 7


def test_outbox_waits_for_what_staff_were_sent(appeal: Appeal, sink: Sink, olga: User) -> None:
    """The provider counts all of it: one mail a second, a bucket of ten, three of them owed."""
    promises(appeal, 3, recipient_domain="campus.example")
    for _ in range(13):
        staff.note(["campus.example"])

    assert deliver_due() == 0
    assert -4 < (SendingBucket.objects.get().tokens or 0) < -2
    assert pacing.put_off() == 3


def test_no_pace_no_bucket(olga: User) -> None:
    staff.note(["elsewhere.example"])

    assert not SendingBucket.objects.exists()


def test_mail_that_the_server_refuses_is_not_counted(sink: Sink, olga: User) -> None:
    sink.recipient_replies[olga.email] = "550 no such user"

    with pytest.raises(InvitationNotSentError):
        send_invitation(olga)

    assert staff.sent_today() == 0


def test_server_that_drips_is_cut_off(
    use_server: UseServer, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staff, "MESSAGE_DEADLINE", 0.3)
    with bad_server(dripping) as port:
        use_server(port)
        with pytest.raises(InvitationNotSentError):
            send_invitation(olga)


def test_refusal_of_one_keeps_the_others_their_mail(sink: Sink, olga: User) -> None:
    sink.recipient_replies[olga.email] = "550 no such user"

    staff.send_each([olga, make_staff(ORGANISER)], "Subject", "Text")

    assert len(sink.mails) == 1


def test_refusal_of_all_is_told(sink: Sink, olga: User) -> None:
    sink.recipient_replies[olga.email] = "550 no such user"

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        staff.send_each([olga], "Subject", "Text")


def test_server_that_is_silent_is_not_waited_for_once_for_each(
    use_server: UseServer, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task has forty-five seconds, and ten people of the desk would each cost ten."""
    monkeypatch.setattr(staff, "MESSAGE_DEADLINE", 0.5)
    started = time.monotonic()
    with bad_server(silent) as port:
        use_server(port)
        with pytest.raises(OSError):  # noqa: PT011 -- how a cut connection ends is the system's choice
            staff.send_each([olga] * 10, "Subject", "Text")

    assert time.monotonic() - started < 2.5
