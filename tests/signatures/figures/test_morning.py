"""The figures by mail each morning: to who asked, at their hour, once, in their language."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import override_settings

from accounts.models import User
from accounts.roles import MODERATOR, PRESS
from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.figures.morning import ask_for_mornings, end_mornings, send_due
from signatures.models import MorningMail
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.pages import Page
from tests.staff import NO_SERVER, make_staff, signed_in

SEVEN = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)  # in Paris
ASKED = SEVEN - timedelta(days=3)
PAGE = "/staff/signatures/snapshot/mornings/"


@pytest.fixture
def zoe(appeal: Appeal) -> User:
    """From the press, who wants the figures at eight."""
    zoe = make_staff(PRESS, email="zoe@journal.example")
    ask_for_mornings(zoe, hour=8, language="fr", now=ASKED)
    return zoe


def hours_later(hours: float) -> datetime:
    return SEVEN + timedelta(hours=hours)


def test_mail_comes_at_the_hour_and_once_a_day(zoe: User) -> None:
    sent = [send_due(hours_later(hours)) for hours in (0, 0.9, 1, 1.1, 5, 24, 25)]

    assert sent == [0, 0, 1, 0, 0, 0, 1]
    assert [one.to for one in mail.outbox] == [[zoe.email]] * 2


def test_mail_says_the_figure_and_a_sentence(zoe: User, appeal: Appeal) -> None:
    for hours_ago in (30, 2):
        make_signature(appeal, verified_at=SEVEN - timedelta(hours=hours_ago))

    send_due(hours_later(1))

    [letter] = mail.outbox
    assert letter.subject == "2 signatures vérifiées – Pour une IA responsable"
    body = str(letter.body)
    assert "Signatures vérifiées\u00a0: 2" in body
    assert "comptait 2\u00a0signataires." in body
    assert "Étudiantes et étudiants\u00a0: 2" in body
    assert "/fr/appeals/appel/figures/" in body
    assert PAGE in body
    assert "Suzie" not in body
    assert "campus.example" not in body


def test_mail_is_in_the_language_that_was_chosen(zoe: User) -> None:
    ask_for_mornings(zoe, hour=8, language="en", now=ASKED)

    send_due(hours_later(1))

    assert mail.outbox[0].subject == "0 verified signatures – For responsible AI"
    assert "/en/appeals/appel/figures/" in str(mail.outbox[0].body)


@pytest.mark.parametrize(
    ("language", "verified", "subject"),
    [
        ("fr", 0, "0 signature vérifiée – Pour une IA responsable"),
        ("fr", 1, "1 signature vérifiée – Pour une IA responsable"),
        ("en", 1, "1 verified signature – For responsible AI"),
    ],
)
def test_subject_counts_as_its_language_does(
    zoe: User, appeal: Appeal, language: str, verified: int, subject: str
) -> None:
    ask_for_mornings(zoe, hour=8, language=language, now=ASKED)
    for _time in range(verified):
        make_signature(appeal, verified_at=SEVEN - timedelta(hours=2))

    send_due(hours_later(1))

    assert mail.outbox[0].subject == subject


def test_wish_for_an_hour_that_has_passed_begins_tomorrow(zoe: User) -> None:
    ask_for_mornings(zoe, hour=8, language="fr", now=hours_later(3))

    assert send_due(hours_later(3.1)) == 0
    assert send_due(hours_later(25)) == 1


def test_who_ended_it_or_lost_the_role_gets_nothing(zoe: User) -> None:
    max_ = make_staff(PRESS)
    ask_for_mornings(max_, hour=8, language="fr", now=ASKED)
    end_mornings(zoe)
    max_.groups.clear()

    assert send_due(hours_later(1)) == 0


@override_settings(MAILERS=NO_SERVER)
def test_mail_that_did_not_leave_is_tried_again(zoe: User) -> None:
    assert send_due(hours_later(1)) == 0
    assert MorningMail.objects.get().sent_on != hours_later(1).date()


def test_each_appeal_that_goes_on_has_its_mail(zoe: User) -> None:
    for state in (AppealState.CLOSED, AppealState.ARCHIVED, AppealState.DRAFT):
        make_appeal(slug=f"x-{state}", is_featured=False, state=state)

    assert send_due(hours_later(1)) == 2


def test_the_wish_is_said_at_the_desk(appeal: Appeal) -> None:
    max_ = make_staff(PRESS)
    desk = signed_in(max_, "en")

    assert PAGE in desk.get("/staff/").content.decode()
    on = Page(desk.post(PAGE, {"hour": "6"}, follow=True))
    wish = MorningMail.objects.get()
    off = Page(desk.post(PAGE, {"hour": ""}, follow=True))

    assert (wish.person, wish.hour, wish.language) == (max_, 6, "en")
    assert "You get the figures each morning." in on.text
    assert "You get no figures by mail." in off.text
    assert not MorningMail.objects.exists()


def test_hours_of_the_night_are_not_offered(appeal: Appeal) -> None:
    desk = signed_in(make_staff(PRESS))

    assert desk.post(PAGE, {"hour": "23"}).status_code == 200
    assert not MorningMail.objects.exists()


def test_moderators_get_no_figures_by_mail(appeal: Appeal) -> None:
    assert signed_in(make_staff(MODERATOR)).get(PAGE).status_code == 403
