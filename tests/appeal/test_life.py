"""From draft to archive: which act follows from which state, and what it means for dates."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from appeal import life
from appeal.enums import AppealState
from appeal.models import Appeal
from appeal.publishing import may_be_confirmed
from tests.factories import make_appeal
from tests.signatures.threads import at_once

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ACTS: dict[str, Callable[[Appeal], None]] = {
    "open": partial(life.open_appeal, now=NOW),
    "pause": life.pause_appeal,
    "close": partial(life.close_appeal, now=NOW),
    "archive": life.archive_appeal,
}
FOLLOWS = {
    ("draft", "open"): "open",
    ("paused", "open"): "open",
    ("closed", "open"): "open",
    ("open", "pause"): "paused",
    ("open", "close"): "closed",
    ("paused", "close"): "closed",
    ("closed", "archive"): "archived",
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", AppealState.values)
def test_each_act_follows_from_some_states_only(db: None, state: str, act: str) -> None:
    appeal = make_appeal(state=state)

    try:
        ACTS[act](appeal)
    except life.NotNowError:
        pass

    appeal.refresh_from_db()
    assert appeal.state == FOLLOWS.get((state, act), state)


def test_an_appeal_that_lacks_something_stays_a_draft(db: None) -> None:
    appeal = life.start_appeal(slug="neuf", publisher="x", contact_email="x@appel.example")

    with pytest.raises(life.NotReadyError):
        life.open_appeal(appeal, now=NOW)

    assert Appeal.objects.get().state == AppealState.DRAFT


@pytest.mark.parametrize("closes_at", [None, NOW + HOUR, NOW - HOUR])
def test_closing_gives_who_has_signed_a_day(db: None, closes_at: datetime | None) -> None:
    appeal = make_appeal(closes_at=closes_at)

    life.close_appeal(appeal, now=NOW)

    appeal.refresh_from_db()
    assert appeal.closes_at == (closes_at if closes_at and closes_at < NOW else NOW)
    assert not appeal.may_be_signed(NOW)
    assert may_be_confirmed(appeal, NOW + 22 * HOUR)
    assert not may_be_confirmed(appeal, NOW + 24 * HOUR)


def test_an_appeal_that_has_not_begun_is_not_closed(db: None) -> None:
    appeal = make_appeal(opens_at=NOW + HOUR)

    with pytest.raises(life.NotNowError):
        life.close_appeal(appeal, now=NOW)


@pytest.mark.parametrize(
    ("closes_at", "kept"), [(NOW - HOUR, None), (NOW + HOUR, NOW + HOUR), (None, None)]
)
def test_opening_again_forgets_an_end_that_has_passed(
    db: None, closes_at: datetime | None, kept: datetime | None
) -> None:
    appeal = make_appeal(state="closed", closes_at=closes_at)

    life.open_appeal(appeal, now=NOW)

    appeal.refresh_from_db()
    assert (appeal.closes_at, appeal.may_be_signed(NOW)) == (kept, True)


def test_an_archived_appeal_confirms_nobody(db: None) -> None:
    appeal = make_appeal(state="closed", closes_at=NOW)

    life.archive_appeal(appeal)

    assert not may_be_confirmed(appeal, NOW + HOUR)


def test_the_front_page_changes_hands_in_one_act(appeal: Appeal) -> None:
    other = make_appeal(slug="autre", is_featured=False)

    life.feature_appeal(other)
    life.feature_appeal(other)

    assert Appeal.objects.get(is_featured=True) == other


def test_a_draft_is_not_put_on_the_front_page(appeal: Appeal) -> None:
    draft = make_appeal(slug="brouillon", is_featured=False, state="draft")

    with pytest.raises(life.NotNowError):
        life.feature_appeal(draft)

    assert Appeal.objects.get(is_featured=True) == appeal


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_leave_one_on_the_front_page() -> None:
    make_appeal()
    others = [make_appeal(slug=f"autre-{n}", is_featured=False) for n in range(2)]

    at_once(*(partial(life.feature_appeal, each) for each in others))

    assert Appeal.objects.get(is_featured=True) in others


def test_nobody_signs_or_confirms_after_the_end_of_the_clock(db: None) -> None:
    appeal = make_appeal(opens_at=NOW - timedelta(days=90), hearing_at=NOW - timedelta(days=30))

    before = NOW - HOUR
    assert (appeal.may_be_signed(before), may_be_confirmed(appeal, before)) == (True, True)
    assert (appeal.may_be_signed(NOW), may_be_confirmed(appeal, NOW)) == (False, False)
