"""Appeals at the desk: dates and state, drafting, correcting and publishing the text."""

import pytest
from django.test import Client

from appeal.enums import AppealState, ChangeKind
from appeal.models import Appeal, AppealText, AppealVersion, Category, CategoryLabel, Partner
from appeal.versions import draft_next_version
from tests.factories import make_appeal, make_signature
from tests.pages import said, typed
from tests.staff import GROUPS, make_staff, signed_in

APPEALS, VERSIONS = "/staff/appeal/appeal/", "/staff/appeal/appealversion/"
CATEGORIES = "/staff/appeal/category/"
MAY_EDIT = {"administrator", "organiser", "exporting organiser"}


@pytest.fixture
def desk(db: None) -> Client:
    """Olga's browser."""
    return signed_in(make_staff("organiser"))


@pytest.fixture
def draft(appeal: Appeal) -> AppealVersion:
    """A second version, not published yet."""
    return draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)


@pytest.mark.parametrize("role", GROUPS)
@pytest.mark.parametrize("page", [APPEALS, VERSIONS, CATEGORIES, f"{APPEALS}add/"])
def test_organisers_alone_work_on_the_appeal(appeal: Appeal, role: str, page: str) -> None:
    answer = signed_in(make_staff(role)).get(page)

    assert answer.status_code == (200 if role in MAY_EDIT else 403)


def test_dates_and_partners_are_changed(appeal: Appeal, desk: Client) -> None:
    page = f"{APPEALS}{appeal.pk}/change/"
    changes = {
        "closes_at_0": "2026-12-31",
        "closes_at_1": "23:59",
        "goal": "1000",
        "partners-TOTAL_FORMS": "1",
        "partners-0-name": "Université d’Exemple",
        "partners-0-position": "1",
    }

    answer = desk.post(page, typed(desk.get(page).text) | changes, follow=True)

    changed = Appeal.objects.get(pk=appeal.pk)
    assert answer.redirect_chain == [(APPEALS, 302)]
    assert changed.closes_at is not None
    assert (changed.closes_at.isoformat(), changed.goal) == ("2026-12-31T22:59:00+00:00", 1000)
    assert [partner.name for partner in Partner.objects.all()] == ["Université d’Exemple"]


@pytest.mark.parametrize(
    "changes",
    [
        {"opens_at_0": "2026-12-31", "opens_at_1": "10:00", "closes_at_0": "2026-12-30"}
        | {"closes_at_1": "10:00"},
        {"goal": "0"},
        {"slug": "autre"},
        {"state": "lost"},
    ],
)
def test_what_the_database_refuses_is_said_on_the_page(
    appeal: Appeal, desk: Client, changes: dict[str, str]
) -> None:
    make_appeal(slug="autre", is_featured=False)
    page = f"{APPEALS}{appeal.pk}/change/"

    answer = desk.post(page, typed(desk.get(page).text) | changes)

    assert answer.status_code == 200
    assert answer.context["errors"]


def test_a_second_appeal_on_the_front_page_is_refused(appeal: Appeal, desk: Client) -> None:
    other = make_appeal(slug="autre", is_featured=False)
    page = f"{APPEALS}{other.pk}/change/"

    answer = desk.post(page, typed(desk.get(page).text) | {"is_featured": "on"})

    assert "Another appeal is on the front page: take it off first." in answer.text
    assert Appeal.objects.get(is_featured=True) == appeal


def test_opening_an_appeal_without_a_text_is_warned_of(desk: Client) -> None:
    answer = desk.post(
        f"{APPEALS}add/",
        typed(desk.get(f"{APPEALS}add/").text)
        | {"slug": "vide", "state": "open", "publisher": "x", "contact_email": "x@appel.example"},
        follow=True,
    )

    assert Appeal.objects.get().state == AppealState.OPEN
    assert any("No text of vide is published" in text for text in said(answer.text))


@pytest.mark.parametrize("place", ["list", "page"])
def test_the_next_text_is_drafted_from_its_appeal(appeal: Appeal, desk: Client, place: str) -> None:
    address = APPEALS if place == "list" else f"{APPEALS}{appeal.pk}/change/"
    prefix = "" if place == "list" else "CHANGE_FORM-"
    fields = {f"{prefix}action": "draft_new_text", "_selected_action": appeal.pk, "index": 0}

    answer = desk.post(address, fields, follow=True)

    new = AppealVersion.objects.get(number=2)
    assert said(answer.text) == [f"A draft was made: {new}."]
    assert f'href="{VERSIONS}{new.pk}/change/"' in answer.text
    assert new.texts.count() == 2


def test_a_version_is_never_made_by_hand(appeal: Appeal, desk: Client) -> None:
    assert desk.get(f"{VERSIONS}add/").status_code == 403


def test_a_draft_is_corrected(appeal: Appeal, draft: AppealVersion, desk: Client) -> None:
    page = f"{VERSIONS}{draft.pk}/change/"
    french = draft.texts.get(language="fr")
    fields = typed(desk.get(page).text)
    (number,) = [
        key.split("-")[1]
        for key, value in fields.items()
        if value == str(french.pk) and "id" in key
    ]

    desk.post(page, fields | {f"texts-{number}-title": "Corrigé", "change_kind": "substantial"})

    draft.refresh_from_db()
    french.refresh_from_db()
    assert (french.title, draft.change_kind) == ("Corrigé", "substantial")
    assert draft.texts.count() == 2


def test_a_draft_can_wait_for_a_language(
    appeal: Appeal, draft: AppealVersion, desk: Client
) -> None:
    draft.texts.get(language="en").delete()
    page = f"{VERSIONS}{draft.pk}/change/"
    shown = desk.get(page).text
    fields = typed(shown)

    answer = desk.post(page, fields)

    assert fields["texts-1-language"] == "en"  # offered, and left empty
    assert answer.status_code == 302
    assert draft.texts.count() == 1


def test_publishing_shows_the_letter_first(
    appeal: Appeal, draft: AppealVersion, desk: Client
) -> None:
    fields = {"CHANGE_FORM-action": "publish", "_selected_action": draft.pk, "index": 0}

    page = desk.post(f"{VERSIONS}{draft.pk}/change/", fields)

    assert "For responsible AI" in page.text
    assert "<strong>cela compte</strong>" in page.text
    assert AppealVersion.objects.get(pk=draft.pk).published_at is None


def test_publishing_is_for_good(appeal: Appeal, draft: AppealVersion, desk: Client) -> None:
    fields = {"action": "publish", "_selected_action": draft.pk, "index": 0, "confirmed": "1"}

    first = desk.post(VERSIONS, fields, follow=True)
    again = desk.post(VERSIONS, fields, follow=True)

    page = f"{VERSIONS}{draft.pk}/change/"
    assert said(first.text) == ["Appel v2 is published."]
    assert said(again.text) == ["Appel v2 has no text or is published already."]
    assert "<textarea" not in desk.get(page).text
    assert desk.post(page, {"change_kind": "first"}).status_code == 403
    assert desk.post(f"{VERSIONS}{draft.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_draft_is_thrown_away(appeal: Appeal, draft: AppealVersion, desk: Client) -> None:
    answer = desk.post(f"{VERSIONS}{draft.pk}/delete/", {"post": "yes"})

    assert answer.status_code == 302
    assert list(AppealVersion.objects.values_list("number", flat=True)) == [1]
    assert AppealText.objects.count() == 2


def test_a_category_needs_a_name_in_each_language(appeal: Appeal, desk: Client) -> None:
    page = f"{CATEGORIES}add/"
    fields = typed(desk.get(page).text) | {"code": "health", "appeal": appeal.pk, "position": "3"}

    nameless = desk.post(page, fields)
    desk.post(page, fields | {"labels-0-label": "Soignants", "labels-1-label": "Health staff"})

    labels = CategoryLabel.objects.filter(category__code="health").order_by("language")
    assert nameless.status_code == 200
    assert list(labels.values_list("language", "label")) == [
        ("en", "Health staff"),
        ("fr", "Soignants"),
    ]


def test_a_category_that_somebody_signed_as_stays(appeal: Appeal, desk: Client) -> None:
    category = make_signature(appeal).category

    desk.post(f"{CATEGORIES}{category.pk}/delete/", {"post": "yes"})

    assert Category.objects.filter(pk=category.pk).exists()
