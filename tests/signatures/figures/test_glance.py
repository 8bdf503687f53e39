"""What is asked first has its answer."""

from datetime import UTC, datetime, timedelta

import pytest

from appeal.models import Appeal
from signatures.enums import InvalidationReason, ModerationStatus, SignatureStatus
from signatures.figures.breakdowns import breakdowns
from signatures.figures.counting import FEWEST_NAMED, figures
from signatures.figures.glance import at_a_glance, total_at
from signatures.figures.published import as_dict
from signatures.figures.settled import public_figures, settle
from signatures.models.clock import database_now
from tests.factories import make_signature

NOW = datetime(2026, 11, 26, 13, 40, tzinfo=UTC)  # 14:40 in Paris


def test_each_question_has_its_number(appeal: Appeal) -> None:
    noon = datetime(2026, 11, 25, 11, tzinfo=UTC)  # yesterday's, in Paris
    for moment, country in (
        (noon - timedelta(minutes=1), "FR"),
        (noon, "BE"),
        (NOW - timedelta(hours=1), "FR"),
        (NOW - timedelta(hours=2), "SN"),
        *[(NOW - timedelta(days=9), "FR")] * (FEWEST_NAMED - 2),
    ):
        make_signature(appeal, verified_at=moment, country=country)
    make_signature(
        appeal, status=SignatureStatus.INVALIDATED, invalidation_reason=InvalidationReason.FORGED
    )
    make_signature(appeal, status=SignatureStatus.WITHDRAWN)
    make_signature(appeal, moderation=ModerationStatus.HELD)

    answers = at_a_glance(figures(appeal, language="fr", now=NOW, hours=True))

    assert {answer.name: answer.number for answer in answers} == {
        "noon": 4,
        "yesterday": 2,
        "today": 2,
        "abroad": 2,
        "removed": 1,
        "withdrawn": 1,
        "under_review": 1,
    }


@pytest.mark.parametrize(
    ("home", "abroad", "told"), [(3, 2, []), (0, 5, []), (5, 2, [2]), (5, 0, [0])]
)
def test_from_abroad_does_not_tell_how_few_are_at_home(
    appeal: Appeal, home: int, abroad: int, told: list[int]
) -> None:
    for country in ["FR"] * home + ["BE"] * abroad:
        make_signature(appeal, country=country)

    answers = at_a_glance(figures(appeal, language="fr", now=database_now(), hours=True))

    assert [answer.number for answer in answers if answer.name == "abroad"] == told


def test_who_is_of_no_country_so_far_is_not_from_abroad(appeal: Appeal) -> None:
    for country in ["FR"] * FEWEST_NAMED + ["BE"] * 2:
        make_signature(appeal, country=country)
    settle()
    make_signature(appeal, country="FR")

    answers = at_a_glance(public_figures(appeal, language="fr", now=database_now(), hours=True))

    assert [answer.number for answer in answers if answer.name == "abroad"] == [2]


def test_no_withdrawal_is_no_answer(appeal: Appeal) -> None:
    """It may be that the appeal keeps nothing of one."""
    current = figures(appeal, language="en", now=database_now(), hours=True)
    tables = breakdowns(as_dict(current), "en")

    beside = next(table for table in tables if table.name == "beside")
    assert "withdrawn" not in [answer.name for answer in at_a_glance(current)]
    assert [row.key for row in beside.rows] == ["under_review", "pending"]
    assert as_dict(current)["withdrawn"] == 0


def test_total_at_a_moment_ends_at_the_total(appeal: Appeal) -> None:
    for hours_ago in (1, 5, 30):
        make_signature(appeal, verified_at=NOW - timedelta(hours=hours_ago))

    current = figures(appeal, language="fr", now=NOW, hours=True)

    assert total_at(current, NOW.replace(minute=0) - timedelta(hours=5)) == 1
    assert total_at(current, NOW + timedelta(hours=1)) == current.total == 3
