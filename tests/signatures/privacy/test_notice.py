"""Organisers are told before names go: twice by mail, once each, and at the desk."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import override_settings

from accounts.roles import MODERATOR, ORGANISER, PRESS
from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.models import ErasureNotice
from signatures.models.clock import database_now
from signatures.privacy.notice import endings, tell_organisers
from tests.factories import make_appeal
from tests.staff import ADMINISTRATOR, NO_SERVER, make_staff, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-63")]


def end_in(appeal: Appeal, *, days: int) -> Appeal:
    """Have the names of an appeal go in so many days: a month after its hearing.

    A second later than now, so that those of today have not gone yet.
    """
    now = database_now()
    appeal.opens_at = now - timedelta(days=90)
    appeal.hearing_at = now + timedelta(days=days - 30, seconds=1)
    appeal.save()
    return appeal


def told() -> list[str]:
    return sorted(to.split("@")[0].rstrip("0123456789") for sent in mail.outbox for to in sent.to)


def test_who_may_change_the_dates_is_told_one_by_one(appeal: Appeal) -> None:
    for role in (ORGANISER, MODERATOR, PRESS, ADMINISTRATOR):
        make_staff(role)
    make_staff(ORGANISER, is_active=False, email="gone@appel.example")
    end_in(appeal, days=14)

    assert tell_organisers(database_now()) == 2

    assert told() == ["administrator", "organiser"]


def test_the_mail_says_in_both_languages_what_goes_when_and_what_to_do(appeal: Appeal) -> None:
    make_staff(ORGANISER)
    end_in(appeal, days=14)

    tell_organisers(database_now())

    [sent] = mail.outbox
    text = str(sent.body)
    assert sent.subject.startswith("Les noms seront effacés le ")
    assert " / Names will be erased on " in sent.subject
    assert "«\u00a0Pour une IA responsable\u00a0»" in text
    assert "“For responsible AI”" in text
    assert text.index("Ce qui part") < text.index("Ce qui reste") < text.index("What goes")
    for page in ("/signature/export/", "/bodysignature/export/", f"appeal/{appeal.pk}/change/"):
        assert text.count(f"{page}\n") == 2


@pytest.mark.parametrize(
    ("days", "expected"), [(15, 0), (14, 1), (9, 1), (3, 1), (2, 1), (0, 1), (-1, 0)]
)
def test_a_mail_is_due_fourteen_days_before_and_when_it_was_missed(
    appeal: Appeal, days: int, expected: int
) -> None:
    make_staff(ORGANISER)
    end_in(appeal, days=days)

    assert tell_organisers(database_now()) == expected


def test_two_mails_are_sent_however_often_it_runs(appeal: Appeal) -> None:
    make_staff(ORGANISER)
    end_in(appeal, days=14)
    days = [0, 0, 1, 5, 12, 12, 13]

    sent = [tell_organisers(database_now() + timedelta(days=day)) for day in days]

    assert sent == [1, 0, 0, 0, 1, 0, 0]


def test_another_date_is_told_anew(appeal: Appeal) -> None:
    make_staff(ORGANISER)
    end_in(appeal, days=10)
    tell_organisers(database_now())
    end_in(appeal, days=12)

    assert tell_organisers(database_now()) == 1


def test_what_no_server_took_is_sent_the_next_time(appeal: Appeal) -> None:
    make_staff(ORGANISER)
    end_in(appeal, days=2)

    with override_settings(MAILERS=NO_SERVER):
        refused = tell_organisers(database_now())

    assert (refused, ErasureNotice.objects.count()) == (0, 0)
    assert tell_organisers(database_now()) == 1


def test_the_next_one_comes_first_and_a_draft_names_nobody(appeal: Appeal) -> None:
    end_in(appeal, days=12)
    end_in(make_appeal(slug="autre", is_featured=False), days=3)
    end_in(make_appeal(slug="brouillon", is_featured=False, state=AppealState.DRAFT), days=3)

    assert [(one.appeal.slug, one.days) for one in endings(database_now())] == [
        ("autre", 3),
        ("appel", 12),
    ]


@pytest.mark.parametrize("role", ["organiser", "exporting organiser", "moderator"])
def test_the_desk_says_so_on_its_first_page(appeal: Appeal, role: str) -> None:
    end_in(appeal, days=14)

    page = signed_in(make_staff(role)).get("/staff/").text

    said = "everything that names the signatories of “For responsible AI” will be erased"
    assert (said in page) == (role != "moderator")
    assert ("Export the signatures" in page) == (role == "exporting organiser")


def test_the_desk_is_silent_while_there_is_time(appeal: Appeal) -> None:
    end_in(appeal, days=15)

    assert "will be erased" not in signed_in(make_staff(ORGANISER)).get("/staff/").text
