"""The desk's page of an appeal's life: a new one is opened by who has never done it."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.clock import database_now
from appeal.enums import AppealState
from appeal.models import Appeal
from tests.factories import make_appeal
from tests.pages import said
from tests.staff import GROUPS, make_staff, signed_in

APPEALS = "/staff/appeal/appeal/"
MAY_EDIT = {"administrator", "organiser", "exporting organiser"}


@pytest.fixture
def desk(db: None) -> Client:
    """Olga's browser."""
    return signed_in(make_staff("organiser"))


@pytest.mark.parametrize("role", GROUPS)
def test_organisers_alone_lead_an_appeal(appeal: Appeal, role: str) -> None:
    browser = signed_in(make_staff(role))

    seen = browser.get(f"{APPEALS}{appeal.pk}/life/")
    browser.post(f"{APPEALS}{appeal.pk}/life/", {"act": "pause"})
    browser.post(f"{APPEALS}{appeal.pk}/draft/")

    appeal.refresh_from_db()
    assert seen.status_code == (200 if role in MAY_EDIT else 403)
    assert (appeal.state == AppealState.PAUSED) == (role in MAY_EDIT)
    assert appeal.versions.count() == (2 if role in MAY_EDIT else 1)


def test_starting_leads_to_the_steps(appeal: Appeal, desk: Client) -> None:
    answer = desk.post(
        f"{APPEALS}add/",
        {"slug": "neuf", "publisher": "x", "contact_email": "x@appel.example", "like": appeal.pk},
        follow=True,
    )

    new = Appeal.objects.get(slug="neuf")
    assert answer.redirect_chain == [(f"{APPEALS}{new.pk}/life/", 302)]
    assert "disabled" in answer.text
    assert new.categories.count() == 2
    assert desk.post(f"{APPEALS}add/", {"slug": "neuf"}).status_code == 200


@pytest.mark.parametrize(
    ("state", "act", "after", "answer"),
    [
        ("open", "pause", "paused", "Done: the appeal is paused."),
        ("open", "close", "closed", "Done: the appeal is closed."),
        ("closed", "archive", "archived", "Done: the appeal is archived."),
        ("draft", "archive", "draft", "That does not follow"),
        ("open", "explode", "open", "Choose one of the buttons."),
    ],
)
def test_a_button_does_what_it_says_or_says_why_not(
    desk: Client, state: str, act: str, after: str, answer: str
) -> None:
    appeal = make_appeal(state=state)

    page = desk.post(f"{APPEALS}{appeal.pk}/life/", {"act": act}, follow=True)

    appeal.refresh_from_db()
    assert appeal.state == after
    assert said(page.text)[0].startswith(answer)


@pytest.mark.requirement("R-40")
def test_an_appeal_closes_at_the_databases_time(appeal: Appeal, desk: Client) -> None:
    desk.post(f"{APPEALS}{appeal.pk}/life/", {"act": "close"})

    appeal.refresh_from_db()
    assert appeal.closes_at == database_now()


def test_what_is_missing_keeps_an_appeal_closed(desk: Client) -> None:
    appeal = make_appeal(state="draft")
    appeal.categories.all().delete()

    page = desk.post(f"{APPEALS}{appeal.pk}/life/", {"act": "open"}, follow=True)

    assert said(page.text) == ["Something is still missing: see the steps."]


def test_the_draft_that_is_there_is_opened_again(appeal: Appeal, desk: Client) -> None:
    first = desk.post(f"{APPEALS}{appeal.pk}/draft/")
    again = desk.post(f"{APPEALS}{appeal.pk}/draft/")

    draft = appeal.versions.get(number=2)
    assert first["Location"] == again["Location"]
    assert first["Location"] == f"/staff/appeal/appealversion/{draft.pk}/write/"
    assert desk.get(f"{APPEALS}{appeal.pk}/draft/").status_code == 302


def test_archiving_says_that_it_is_for_good_and_what_it_ends(desk: Client) -> None:
    now = database_now()
    closed = make_appeal(slug="clos", state=AppealState.CLOSED, closes_at=now)
    page = f"{APPEALS}{closed.pk}/life/"

    before = desk.get(page).text
    after = desk.post(page, {"act": "archive"}, follow=True).text

    assert "<summary>Archive…</summary>" in before
    assert "cannot be opened again" in before
    assert "may confirm for 24 hours more" in before
    assert "nobody can confirm any more" in after
    assert "24 hours more" not in after


def test_what_has_not_begun_is_not_offered_to_be_closed(desk: Client) -> None:
    later = database_now() + timedelta(days=1)
    waiting = make_appeal(slug="demain", opens_at=later)

    page = desk.get(f"{APPEALS}{waiting.pk}/life/").text

    assert 'value="pause"' in page
    assert 'value="close"' not in page


def test_languages_that_are_missing_are_listed_with_commas(desk: Client) -> None:
    desk.post(f"{APPEALS}add/", {"slug": "neuf", "publisher": "x", "contact_email": "x@a.example"})

    page = desk.get(f"{APPEALS}{Appeal.objects.get(slug='neuf').pk}/life/").text

    assert "missing in: français, English" in " ".join(page.split())
