"""The desk's pages of a text: written in every language, looked at, published for good."""

import pytest
from django.test import Client

from accounts.clock import database_now
from appeal.enums import ChangeKind
from appeal.models import Appeal, AppealVersion
from appeal.versions import draft_next_version
from tests.pages import said, typed
from tests.staff import GROUPS, make_staff, signed_in

VERSIONS = "/staff/appeal/appealversion/"
MAY_EDIT = {"administrator", "organiser", "exporting organiser"}


@pytest.fixture
def desk(db: None) -> Client:
    """Olga's browser."""
    return signed_in(make_staff("organiser"))


@pytest.fixture
def draft(appeal: Appeal) -> AppealVersion:
    """A second version, not published yet."""
    return draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)


def posted(desk: Client, page: str, **fields: str) -> dict[str, str]:
    return {
        name: value for name, value in typed(desk.get(page).text).items() if name != "_save"
    } | {name.replace("__", "-"): value for name, value in fields.items()}


@pytest.mark.parametrize("role", GROUPS)
def test_who_may_not_edit_reaches_no_page(draft: AppealVersion, role: str) -> None:
    browser = signed_in(make_staff(role))

    answers = [browser.get(f"{VERSIONS}{draft.pk}/{page}/") for page in ("write", "publish")]
    answers.append(browser.post(f"{VERSIONS}preview/", {"body": "**x**"}))

    assert {answer.status_code for answer in answers} == {200 if role in MAY_EDIT else 404}


def test_a_draft_is_written_in_every_language_at_once(draft: AppealVersion, desk: Client) -> None:
    page = f"{VERSIONS}{draft.pk}/write/"

    answer = desk.post(
        page, posted(desk, page, fr__title="Corrigé", en__title="Mended", and_publish="1")
    )

    assert answer["Location"] == f"{VERSIONS}{draft.pk}/publish/"
    titles = draft.texts.order_by("language").values_list("title", flat=True)
    assert list(titles) == ["Mended", "Corrigé"]


def test_a_preview_stores_nothing(draft: AppealVersion, desk: Client) -> None:
    page = f"{VERSIONS}{draft.pk}/write/"

    shown = desk.post(page, posted(desk, page, fr__body="Du *neuf* <script>", preview="1")).text

    assert "<p>Du <em>neuf</em> &lt;script&gt;</p>" in shown
    assert "neuf" not in draft.texts.get(language="fr").body


def test_a_piece_is_previewed_while_it_is_typed(draft: AppealVersion, desk: Client) -> None:
    body = {"body": "**fort** ? <img src=x onerror=alert(1)>", "language": "fr"}

    answer = desk.post(f"{VERSIONS}preview/", body)

    assert answer.text.strip() == (
        "<p><strong>fort</strong>\N{NARROW NO-BREAK SPACE}? &lt;img src=x onerror=alert(1)&gt;</p>"
    )
    assert desk.get(f"{VERSIONS}preview/").status_code == 405


def test_two_who_write_at_once_are_told(draft: AppealVersion, desk: Client) -> None:
    page = f"{VERSIONS}{draft.pk}/write/"
    mine = posted(desk, page, fr__title="Le mien", and_stay="1")
    desk.post(page, posted(desk, page, fr__title="Le leur", and_stay="1"))

    answer = desk.post(page, mine)

    assert any("Somebody else has changed this text" in text for text in said(answer.text))
    assert "Le mien" in answer.text  # still there to be copied
    assert draft.texts.get(language="fr").title == "Le leur"


@pytest.mark.requirement("R-45")
def test_publishing_needs_a_fresh_proof(draft: AppealVersion) -> None:
    late = signed_in(make_staff("organiser"), minutes_ago=6)
    page = f"{VERSIONS}{draft.pk}/publish/"

    answers = [late.get(page), late.post(page, {"change_kind": ChangeKind.CORRECTION})]

    draft.refresh_from_db()
    ways = [answer["Location"].partition("?")[0] for answer in answers]
    assert ways == ["/accounts/reauthenticate/"] * 2
    assert draft.published_at is None


@pytest.mark.requirement("R-57")
def test_publishing_shows_what_changes_and_asks_what_kind_it_is(
    draft: AppealVersion, desk: Client
) -> None:
    draft.texts.filter(language="fr").update(body="Parce que **rien ne compte**.")
    page = f"{VERSIONS}{draft.pk}/publish/"

    shown = desk.get(page).text
    undecided = desk.post(page, {})
    answer = desk.post(page, {"change_kind": "substantial"}, follow=True)

    assert "<del>" in shown
    assert "<ins>" in shown
    assert "For responsible AI" in shown
    assert undecided.status_code == 200
    assert said(answer.text) == ["Appel v2 is published."] or "is published" in said(answer.text)[0]
    draft.refresh_from_db()
    assert (draft.change_kind, draft.published_at) == ("substantial", database_now())
    assert desk.get(page).status_code == 404


def test_publishing_shows_a_change_of_the_subject_of_mails(
    draft: AppealVersion, desk: Client
) -> None:
    page = f"{VERSIONS}{draft.pk}/publish/"
    unchanged = desk.get(page).text

    draft.texts.filter(language="fr").update(short_title="Coquile")
    shown = desk.get(page).text

    assert "In the subject of mails" not in unchanged
    assert "In the subject of mails" in shown
    assert "Coquile" in shown


def test_the_first_text_needs_no_kind(appeal: Appeal, desk: Client) -> None:
    new = Appeal.objects.create(slug="neuf", publisher="x", contact_email="x@appel.example")
    first = draft_next_version(appeal=new, change_kind=ChangeKind.FIRST)
    page = f"{VERSIONS}{first.pk}/publish/"

    empty = desk.post(page, {"first": "1"})
    first.texts.create(language="fr", title="t", short_title="t", summary="s", body="b")
    desk.post(page, {"first": "1"})

    assert any("has no text" in text for text in said(empty.text))
    first.refresh_from_db()
    assert first.change_kind == ChangeKind.FIRST
    assert first.published_at is not None
