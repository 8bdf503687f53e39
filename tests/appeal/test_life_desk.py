"""The desk's page of an appeal's life: a new one is opened by who has never done it."""

import pytest
from django.test import Client

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
