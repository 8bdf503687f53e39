"""What was taken out at once stands on the press page with its day (R-20)."""

from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from accounts.models import User
from appeal.models import Appeal
from signatures.desk import invalidation
from signatures.desk.jobs import run_due
from signatures.desk.kinds import KINDS
from signatures.enums import InvalidationReason
from signatures.figures.counting import FEWEST_NAMED
from signatures.figures.waves import Wave, public_waves
from signatures.models import Invalidation
from signatures.page_cache import pages
from tests.factories import make_appeal, make_signature
from tests.staff import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-20")]


@pytest.fixture
def olga(db: None) -> User:
    return make_staff("organiser")


def take_out(appeal: Appeal, number: int, *, by: User) -> Invalidation:
    """Take people out who came by one poster, and be the worker that does it."""
    channel = f"robot-{number}"
    for _ in range(number):
        make_signature(appeal, channel=channel)
    conditions: dict[str, Any] = {"channel": channel}
    seen = invalidation.preview(appeal, conditions)
    wave = invalidation.start(
        appeal,
        conditions=seen.conditions,
        newest=seen.newest,
        previewed=seen.number,
        why=InvalidationReason.AUTOMATED,
        note="for colleagues alone",
        by=by,
    )
    work()
    return wave


def work() -> None:
    while run_due(KINDS):
        pass


def test_waves_come_newest_first_and_say_what_was_put_back(appeal: Appeal, olga: User) -> None:
    today = localdate()
    first = take_out(appeal, 6, by=olga)
    take_out(appeal, 7, by=olga)
    invalidation.start_undo(first, by=olga)
    work()

    assert public_waves(appeal) == [
        Wave(today, "signée par une machine", 7, 0),
        Wave(today, "signée par une machine", 6, 6),
    ]
    assert public_waves(make_appeal(slug="other", is_featured=False)) == []


def test_few_people_stand_beside_no_day(appeal: Appeal, olga: User) -> None:
    take_out(appeal, FEWEST_NAMED - 1, by=olga)

    assert public_waves(appeal) == []


def test_the_page_shows_them_and_nothing_that_colleagues_wrote(
    client: Client, appeal: Appeal, olga: User
) -> None:
    page = "/en/appeals/appel/figures/"
    before = client.get(page).text
    take_out(appeal, FEWEST_NAMED, by=olga)
    pages.clear()

    after = client.get(page).text

    assert "Taken out together" not in before
    assert "Taken out together" in after
    assert "signed by a machine" in after
    assert "for colleagues alone" not in after
    assert "robot-" not in after
