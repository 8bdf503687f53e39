"""Appeals at the desk: dates and state, drafting, correcting and publishing the text."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.clock import database_now
from appeal.enums import AppealState, ChangeKind
from appeal.models import Appeal, AppealText, AppealVersion, Category, CategoryLabel, Partner
from appeal.versions import draft_next_version
from tests.factories import make_appeal, make_signature
from tests.pages import typed
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


def test_a_mistyped_hearing_does_not_cost_the_signatories(appeal: Appeal, desk: Client) -> None:
    page = f"{APPEALS}{appeal.pk}/change/"
    lately = timezone.localdate() - timedelta(days=40)

    def store(day: date, **more: str) -> str:
        hearing = {"hearing_at_0": str(day), "hearing_at_1": "09:00"}
        return desk.post(page, typed(desk.get(page).text) | hearing | more, follow=True).text

    assert "would be erased tonight" in store(lately)
    assert Appeal.objects.get(pk=appeal.pk).hearing_at is None
    a_year_too_early = {"opens_at_0": str(lately - timedelta(days=365)), "opens_at_1": "09:00"}
    fields = typed(desk.get(page).text) | a_year_too_early
    assert "would be erased tonight" in desk.post(page, fields, follow=True).text
    assert Appeal.objects.get(pk=appeal.pk).opens_at == appeal.opens_at

    # What was true when it was stored stands in nobody's way later, nor who means it.
    Appeal.objects.filter(pk=appeal.pk).update(hearing_at=database_now() - timedelta(days=50))
    stored = timezone.localtime(Appeal.objects.get(pk=appeal.pk).hearing_at)
    again = {"hearing_at_1": f"{stored:%H:%M:%S.%f}", "goal": "7"}
    store(stored.date(), **again)
    assert Appeal.objects.get(pk=appeal.pk).goal == 7
    Appeal.objects.filter(pk=appeal.pk).update(state=AppealState.ARCHIVED)
    store(lately)
    changed = Appeal.objects.get(pk=appeal.pk).hearing_at
    assert changed is not None
    assert timezone.localdate(changed) == lately


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
    assert answer.redirect_chain == [(f"{APPEALS}{appeal.pk}/life/", 302)]
    assert changed.closes_at is not None
    assert (changed.closes_at.isoformat(), changed.goal) == ("2026-12-31T22:59:00+00:00", 1000)
    assert [partner.name for partner in Partner.objects.all()] == ["Université d’Exemple"]


@pytest.mark.parametrize(("colour", "warned"), [("#a11212", True), ("#1f6b4f", False)])
def test_a_colour_like_that_of_mistakes_is_stored_with_a_warning(
    appeal: Appeal, desk: Client, colour: str, *, warned: bool
) -> None:
    page = f"{APPEALS}{appeal.pk}/change/"

    answer = desk.post(page, typed(desk.get(page).text) | {"accent": colour}, follow=True)

    appeal.refresh_from_db()
    assert appeal.accent == colour
    assert ("close to the red of mistakes" in answer.text) is warned


@pytest.mark.parametrize(
    "changes",
    [
        {"opens_at_0": "2026-12-31", "opens_at_1": "10:00", "closes_at_0": "2026-12-30"}
        | {"closes_at_1": "10:00"},
        {"goal": "0"},
        {"slug": "autre"},
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


def test_a_version_is_never_made_by_hand(appeal: Appeal, desk: Client) -> None:
    assert desk.get(f"{VERSIONS}add/").status_code == 403


def test_a_draft_is_written_on_its_page_and_a_published_text_looked_at(
    appeal: Appeal, draft: AppealVersion, desk: Client
) -> None:
    published = appeal.versions.get(number=1)

    to_write = desk.get(f"{VERSIONS}{draft.pk}/change/")
    to_look_at = desk.get(f"{VERSIONS}{published.pk}/change/")

    assert to_write["Location"] == f"{VERSIONS}{draft.pk}/write/"
    assert "<textarea" not in to_look_at.text
    assert "Pour une IA responsable" in to_look_at.text
    assert desk.post(f"{VERSIONS}{published.pk}/change/", {}).status_code == 403
    assert desk.post(f"{VERSIONS}{published.pk}/delete/", {"post": "yes"}).status_code == 403


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


@pytest.mark.requirement("R-51")
def test_a_partners_logo_is_made_anew_and_taken_away(appeal: Appeal, desk: Client) -> None:
    page = f"{APPEALS}{appeal.pk}/change/"
    picture = io.BytesIO()
    Image.new("RGB", (960, 400), "red").save(picture, "PNG")
    new = {"partners-TOTAL_FORMS": "1", "partners-0-name": "CHU", "partners-0-position": "1"}

    def upload(content: bytes) -> dict[str, SimpleUploadedFile]:
        return {"partners-0-logo_file": SimpleUploadedFile("a.png", content)}

    refused = desk.post(page, typed(desk.get(page).text) | new | upload(b"<svg onload=alert(1)>"))
    desk.post(page, typed(desk.get(page).text) | new | upload(picture.getvalue()))
    partner = Partner.objects.get()
    shown = desk.get(f"/fr/appeals/{appeal.slug}/").text
    desk.post(page, typed(desk.get(page).text) | {"partners-0-remove_logo": "on"})

    assert refused.status_code == 200
    assert partner.logo is not None
    assert (partner.logo.width, partner.logo.height) == (461, 192)
    assert f'src="{partner.logo.url}"' in shown
    assert 'alt="CHU"' in shown
    assert Partner.objects.get().logo is None
