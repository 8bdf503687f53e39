"""Which appeals the public sees, in which language, and until when they can be signed."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from appeal.enums import TO_COME, AppealState, ChangeKind
from appeal.models import Appeal, AppealText, AppealVersion, Category, CategoryLabel
from appeal.publishing import (
    CONFIRMATION_GRACE,
    NoAppealError,
    category_labels,
    current_letter,
    current_version,
    may_be_confirmed,
    published_appeal,
    published_version,
)
from appeal.versions import draft_next_version, publish_version
from tests.factories import make_appeal

OPENS = datetime(2026, 1, 8, 8, 0, tzinfo=UTC)
CLOSES = datetime(2026, 2, 8, 22, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def appeal_in(state: str) -> Appeal:
    return Appeal(state=state, opens_at=OPENS, closes_at=CLOSES)


@pytest.mark.parametrize("state", AppealState.values)
@pytest.mark.parametrize(
    ("now", "within"),
    [
        (OPENS - SECOND, False),
        (OPENS, True),
        (CLOSES - SECOND, True),
        (CLOSES, False),
    ],
)
def test_signatures_are_taken_while_open_and_between_the_dates(
    now: datetime, state: str, *, within: bool
) -> None:
    expected = within and state == AppealState.OPEN

    assert appeal_in(state).may_be_signed(now) == expected


@pytest.mark.parametrize(
    ("state", "before", "between", "after"),
    [
        ("draft", "draft", "draft", "draft"),
        ("open", TO_COME, "open", "closed"),
        ("paused", "paused", "paused", "closed"),
        ("closed", "closed", "closed", "closed"),
        ("archived", "archived", "archived", "archived"),
    ],
)
def test_visitors_find_an_appeal_as_its_state_and_its_dates_say(
    state: str, before: str, between: str, after: str
) -> None:
    appeal = appeal_in(state)

    found = [appeal.state_at(now) for now in (OPENS - SECOND, OPENS, CLOSES)]

    assert found == [before, between, after]


@pytest.mark.parametrize("now", [OPENS, CLOSES, OPENS + timedelta(days=365) - SECOND])
def test_without_dates_the_state_alone_decides_for_a_year(now: datetime) -> None:
    is_open, closed = (Appeal(state=state, created_at=OPENS) for state in ("open", "closed"))

    assert is_open.may_be_signed(now)
    assert may_be_confirmed(is_open, now)
    assert not may_be_confirmed(closed, now)
    assert not is_open.may_be_signed(OPENS + timedelta(days=365))


@pytest.mark.parametrize(
    ("state", "now", "expected"),
    [
        (AppealState.OPEN, OPENS, True),
        (AppealState.OPEN, CLOSES, True),  # who signed in the last minutes
        (AppealState.OPEN, CLOSES + CONFIRMATION_GRACE - SECOND, True),
        (AppealState.OPEN, CLOSES + CONFIRMATION_GRACE, False),
        (AppealState.PAUSED, OPENS, True),  # a pause stops nothing that is under way
        (AppealState.CLOSED, CLOSES + SECOND, True),
        (AppealState.CLOSED, CLOSES + CONFIRMATION_GRACE, False),
        (AppealState.ARCHIVED, OPENS, False),
        (AppealState.DRAFT, OPENS, False),
    ],
)
def test_what_waits_can_be_confirmed_for_a_day_after_the_close(
    state: str, now: datetime, *, expected: bool
) -> None:
    assert may_be_confirmed(appeal_in(state), now) == expected


@pytest.mark.parametrize("state", AppealState.values)
def test_drafts_alone_are_not_public(db: None, state: str) -> None:
    appeal = make_appeal(state=state)

    if state == AppealState.DRAFT:
        for slug in (appeal.slug, None):
            with pytest.raises(NoAppealError):
                published_appeal(slug)
    else:
        assert published_appeal(appeal.slug) == published_appeal() == appeal


def test_an_unknown_appeal_and_no_featured_one_are_none(db: None) -> None:
    make_appeal(is_featured=False)

    with pytest.raises(NoAppealError):
        published_appeal("nowhere")
    with pytest.raises(NoAppealError):
        published_appeal()


def test_the_latest_published_version_is_current(appeal: Appeal) -> None:
    second = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
    before = current_version(appeal).number
    publish_version(version=second, now=OPENS)
    draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)

    assert (before, current_version(appeal).number) == (1, 2)


def test_an_appeal_without_a_published_text_has_no_letter(db: None) -> None:
    appeal = Appeal.objects.create(slug="vide", publisher="x", contact_email="x@appel.example")
    AppealVersion.objects.create(appeal=appeal, number=1)

    with pytest.raises(NoAppealError):
        current_letter(appeal, "fr")


@pytest.mark.parametrize(
    ("language", "title", "given"),
    [
        ("fr", "Pour une IA responsable", "fr"),
        ("en", "For responsible AI", "en"),
        ("de", "Pour une IA responsable", "fr"),  # the site's first language
    ],
)
def test_a_letter_comes_in_the_language_of_its_reader(
    appeal: Appeal, language: str, title: str, given: str
) -> None:
    letter = current_letter(appeal, language)

    assert (letter.title, letter.language) == (title, given)
    assert "<strong>cela compte</strong>" in letter.html


def test_a_letter_without_the_first_language_comes_in_another(db: None) -> None:
    appeal = Appeal.objects.create(slug="ailleurs", publisher="x", contact_email="x@appel.example")
    version = AppealVersion.objects.create(appeal=appeal, number=1)
    AppealText.objects.create(version=version, language="en", title="Only", body="b", summary="s")
    publish_version(version=version, now=OPENS)

    assert current_letter(appeal, "fr").title == "Only"


def test_categories_are_named_in_order_with_fallbacks(appeal: Appeal) -> None:
    bare = Category.objects.create(appeal=appeal, code="bare", position=0)
    french = Category.objects.create(appeal=appeal, code="french", position=5)
    CategoryLabel.objects.create(category=french, language="fr", label="Seulement en français")

    names = list(category_labels(appeal, "en").values())

    assert names == [
        ("student", "Students"),
        ("bare", "bare"),
        ("citizen", "Citizens"),
        ("french", "Seulement en français"),
    ]
    assert bare.pk in category_labels(appeal, "fr")


def test_published_version_is_read_once_and_belongs_to_its_appeal(
    appeal: Appeal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = appeal.versions.get()
    other = make_appeal(slug="other", is_featured=False)

    assert published_version(appeal, version.pk) == version
    with django_assert_num_queries(0):
        again = published_version(appeal, version.pk)
        assert again is not None
        assert again.appeal is appeal
        assert published_version(other, version.pk) is None


def test_version_that_is_not_published_yet_is_found_once_it_is(appeal: Appeal) -> None:
    draft = appeal.versions.create(number=2)
    assert published_version(appeal, draft.pk) is None

    appeal.versions.filter(pk=draft.pk).update(published_at=OPENS, sha256="0" * 64)

    assert published_version(appeal, draft.pk) == draft
    assert published_version(appeal, 0) is None
