"""At the hour of the hearing the figure is frozen by itself: exactly once."""

from datetime import timedelta

import pytest

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.figures.freezing import LATEST, freeze_due
from signatures.figures.press_page import press_page
from signatures.models import Milestone, Snapshot, SnapshotReason, Tally
from signatures.models.clock import database_now
from signatures.models.tally import Dimension
from tests.factories import make_appeal, make_signature
from tests.signatures.threads import at_once


def hearing(appeal: Appeal, *, minutes_ago: float) -> None:
    appeal.hearing_at = database_now() - timedelta(minutes=minutes_ago)
    appeal.save()


def test_figure_is_frozen_when_the_hearing_begins_and_not_again(appeal: Appeal) -> None:
    make_signature(appeal)
    hearing(appeal, minutes_ago=0.1)

    assert [freeze_due(database_now()) for _ in range(3)] == [1, 0, 0]

    made = Snapshot.objects.get()
    assert (made.reason, made.total, made.author) == (SnapshotReason.HEARING, 1, None)


def test_hearing_to_come_freezes_nothing(appeal: Appeal) -> None:
    hearing(appeal, minutes_ago=-5)

    assert freeze_due(database_now()) == 0


def test_clock_that_stood_still_freezes_late_but_not_after_a_day(appeal: Appeal) -> None:
    hearing(appeal, minutes_ago=600)
    assert freeze_due(database_now()) == 1

    hearing(appeal, minutes_ago=LATEST.total_seconds() / 60 + 1)
    assert freeze_due(database_now()) == 0


def test_hearing_that_was_moved_is_frozen_at_its_new_hour(appeal: Appeal) -> None:
    hearing(appeal, minutes_ago=120)
    freeze_due(database_now())

    hearing(appeal, minutes_ago=1)

    assert freeze_due(database_now()) == 1
    assert Snapshot.objects.count() == 2


@pytest.mark.parametrize("state", [AppealState.CLOSED, AppealState.ARCHIVED, AppealState.DRAFT])
def test_what_is_public_is_frozen(appeal: Appeal, state: AppealState) -> None:
    hearing(appeal, minutes_ago=1)
    Appeal.objects.update(state=state)

    assert freeze_due(database_now()) == (state != AppealState.DRAFT)


def test_appeal_without_a_text_waits(db: None) -> None:
    Appeal.objects.create(
        slug="empty",
        state=AppealState.OPEN,
        publisher="x",
        contact_email="x@appel.example",
        hearing_at=database_now(),
    )

    assert freeze_due(database_now()) == 0


@pytest.mark.django_db(transaction=True)
def test_two_clocks_that_strike_at_once_freeze_one_figure() -> None:
    appeal = make_appeal()
    hearing(appeal, minutes_ago=1)
    now = database_now()

    frozen = at_once(*[lambda: freeze_due(now)] * 4)

    assert sorted(map(str, frozen)) == ["0", "0", "0", "1"]
    assert Snapshot.objects.count() == 1


def passed(appeal: Appeal, number: int, *, minutes_ago: float) -> None:
    reached_at = database_now() - timedelta(minutes=minutes_ago)
    Milestone.objects.create(appeal=appeal, number=number, reached_at=reached_at)


def signed_by(appeal: Appeal, number: int) -> None:
    """Have the tally say so: what is frozen is read from there."""
    Tally.objects.create(appeal=appeal, dimension=Dimension.TOTAL, key="", shard=99, value=number)


def test_largest_milestone_of_the_hour_is_frozen_once(appeal: Appeal) -> None:
    signed_by(appeal, 500)
    for number in (100, 500):
        passed(appeal, number, minutes_ago=2)

    assert [freeze_due(database_now()) for _ in range(2)] == [1, 0]

    made = Snapshot.objects.get()
    assert (made.reason, made.occasion) == (SnapshotReason.MILESTONE, "500")


def test_milestone_that_was_lost_again_is_frozen_when_it_is_passed_again(appeal: Appeal) -> None:
    signed_by(appeal, 499)
    for number in (100, 500):
        passed(appeal, number, minutes_ago=0.2)

    assert freeze_due(database_now()) == 0

    make_signature(appeal)

    assert freeze_due(database_now()) == 1
    assert (Snapshot.objects.get().occasion, Snapshot.objects.get().total) == ("500", 500)


def test_press_page_shows_what_was_frozen_together_in_one_order(appeal: Appeal) -> None:
    signed_by(appeal, 100)
    passed(appeal, 100, minutes_ago=1)
    hearing(appeal, minutes_ago=1)
    now = database_now()

    assert freeze_due(now) == 2

    shown = press_page(appeal, language="fr", now=now).snapshots
    assert [one.reason for one in shown] == [SnapshotReason.MILESTONE, SnapshotReason.HEARING]
    assert len({one.taken_at for one in shown}) == 1


def test_milestone_of_days_gone_by_is_frozen_no_more(appeal: Appeal) -> None:
    passed(appeal, 100, minutes_ago=24 * 60)

    assert freeze_due(database_now()) == 0
