"""The switch and the paces at the desk."""

import pytest
from django.test import Client

from accounts.models import AuditEntry
from accounts.roles import MODERATOR, ORGANISER
from signatures.mail import switch
from signatures.models import SendingPace, SendingStop
from signatures.operations.health import check_health
from signatures.operations.metrics import render_metrics
from tests.staff import make_staff, signed_in

STOPS = "/staff/signatures/sendingstop/"
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-85")]


def at_the_desk(role: str) -> Client:
    return signed_in(make_staff(role), "fr")


def test_organiser_stops_and_resumes_and_everybody_at_the_desk_reads_it() -> None:
    organiser, moderator = at_the_desk(ORGANISER), at_the_desk(MODERATOR)

    stopped = organiser.post(f"{STOPS}add/", {"reason": "Vague de fausses signatures"})

    assert (stopped.status_code, stopped["Location"]) == (302, STOPS)
    for client, may_resume in ((organiser, True), (moderator, False)):
        page = client.get("/staff/").content.decode()
        assert "Aucun courriel ne part" in page
        assert "Vague de fausses signatures" in page
        assert ("Reprendre les envois" in page) is may_resume
    [problem] = check_health().problems
    assert problem.startswith("mail is stopped at the desk since ")
    assert b"paraphe_mail_stopped 1.0" in render_metrics()[0]

    resumed = organiser.post(f"{STOPS}resume/", follow=True)

    assert "Aucun courriel ne part" not in resumed.content.decode()
    assert check_health().problems == []
    assert b"paraphe_mail_stopped 0.0" in render_metrics()[0]


def test_second_click_changes_nothing() -> None:
    organiser = at_the_desk(ORGANISER)
    for _ in range(2):
        answer = organiser.post(f"{STOPS}add/", {"reason": "Pause"}, follow=True)
        assert answer.status_code == 200
    for _ in range(2):
        assert organiser.post(f"{STOPS}resume/", follow=True).status_code == 200

    assert SendingStop.objects.count() == 1
    assert list(AuditEntry.objects.order_by("pk").values_list("act", flat=True)) == [
        "mail.stop",
        "mail.resume",
    ]


def test_stop_needs_a_reason() -> None:
    answer = at_the_desk(ORGANISER).post(f"{STOPS}add/", {"reason": ""})

    assert answer.status_code == 200
    assert not switch.is_stopped()


def test_others_cannot_touch_the_switch() -> None:
    moderator = at_the_desk(MODERATOR)

    answers = [moderator.post(f"{STOPS}{place}/", {"reason": "x"}) for place in ("add", "resume")]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not switch.is_stopped()


def test_looking_at_the_switch_changes_nothing() -> None:
    organiser = at_the_desk(ORGANISER)

    assert organiser.get(f"{STOPS}resume/").status_code == 405
    assert organiser.get(f"{STOPS}add/").status_code == 200
    assert organiser.get(STOPS).status_code == 200


def test_paces_come_with_careful_numbers_and_can_be_changed() -> None:
    organiser = at_the_desk(ORGANISER)
    gmail = SendingPace.objects.get(name="Gmail")
    page = organiser.get("/staff/signatures/sendingpace/").content.decode()
    fields = {"name": "Gmail", "domains": "gmail.com", "per_minute": "600", "start_per_minute": ""}

    saved = organiser.post(f"/staff/signatures/sendingpace/{gmail.pk}/change/", fields)

    gmail.refresh_from_db()
    assert "chaque autre domaine" in page
    assert saved.status_code == 302
    assert (gmail.per_minute, gmail.start_per_minute) == (600, None)
    assert AuditEntry.objects.filter(act="sendingpace.change").count() == 1
