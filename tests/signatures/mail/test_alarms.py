"""The organisers are warned, once, when only people can mend it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.roles import MODERATOR, ORGANISER, PRESS
from appeal.models import Appeal
from signatures.enums import SuppressionReason
from signatures.mail import alarms
from signatures.models import MailAlarm, MailFunnel
from signatures.models.clock import database_now
from signatures.models.mail_alarm import AlarmKind
from signatures.risk.suppression import suppress
from tests.signatures.mail.sink import Sink
from tests.staff import ADMINISTRATOR, make_staff


def burst(number: int, reason: SuppressionReason = SuppressionReason.NOT_ME) -> None:
    for one in range(number):
        suppress(f"{reason}{one}".encode(), reason)


def warned(sink: Sink) -> list[str]:
    return sorted(recipient.split("@")[0].rstrip("0123456789") for recipient in sink.recipients)


def test_burst_of_not_me_warns_organisers_and_nobody_else(db: None, sink: Sink) -> None:
    for role in (ORGANISER, MODERATOR, PRESS, ADMINISTRATOR):
        make_staff(role)
    make_staff(ORGANISER, is_active=False, email="gone@appel.example")
    burst(alarms.BURST - 3)
    burst(3, SuppressionReason.COMPLAINT)

    raised = alarms.watch(database_now())

    assert [(alarm.kind, alarm.number) for alarm in raised] == [("unwanted", alarms.BURST)]
    assert warned(sink) == ["administrator", "organiser"]
    assert "10 personnes" in str(sink.mails[0].get_content())
    assert "/staff/mail/" in str(sink.mails[0].get_content())


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (alarms.BURST - 1, SuppressionReason.NOT_ME),
        (alarms.BURST, SuppressionReason.HARD_BOUNCE),
    ],
)
def test_what_happens_every_day_raises_nothing(
    db: None, number: int, reason: SuppressionReason
) -> None:
    burst(number, reason)

    assert alarms.watch(database_now()) == []


def test_same_trouble_warns_once(db: None, sink: Sink) -> None:
    make_staff(ORGANISER)
    burst(alarms.BURST)
    for _ in range(3):
        alarms.watch(database_now())

    assert (MailAlarm.objects.count(), len(sink.mails)) == (1, 1)


def test_organiser_who_is_refused_has_nobody_warned_twice(db: None, sink: Sink) -> None:
    first, refused, last = (make_staff(ORGANISER) for _ in range(3))
    sink.recipient_replies[refused.email] = "550 no such user"
    burst(alarms.BURST)
    for _ in range(2):
        alarms.watch(database_now())

    assert sorted(sink.recipients) == sorted([first.email, last.email])


def test_warning_waits_for_the_mail_server(
    db: None, sink: Sink, settings: Settings, use_server: object
) -> None:
    make_staff(ORGANISER)
    burst(alarms.BURST)
    working = settings.MAILERS
    settings.MAILERS = {
        **working,
        "outbox": {**working["outbox"], "OPTIONS": {**working["outbox"]["OPTIONS"], "port": 1}},
    }
    alarms.watch(database_now())
    assert MailAlarm.objects.get().mailed_at is None

    settings.MAILERS = working
    alarms.watch(database_now())

    assert MailAlarm.objects.get().mailed_at is not None
    assert len(sink.mails) == 1


def test_collapse_of_a_domain_warns(appeal: Appeal, sink: Sink) -> None:
    make_staff(ORGANISER)
    today = timezone.localdate()
    numbers = [
        (today, "lab.example", "asked", 40),
        (today - timedelta(days=5), "lab.example", "asked", 100),
        (today - timedelta(days=5), "lab.example", "confirmed", 90),
    ]
    for day, domain, stage, value in numbers:
        MailFunnel.objects.create(
            appeal=appeal, day=day, domain=domain, stage=stage, shard=0, value=value
        )

    [alarm] = alarms.watch(database_now())

    assert (alarm.kind, alarm.domain, alarm.number) == (AlarmKind.COLLAPSE, "lab.example", 40)
    assert "lab.example" in str(sink.mails[0].get_content())
