"""The mention: what a recorded audit bears out, and nothing else (R-78)."""

from datetime import date, timedelta

import pytest

from appeal.accessibility import VALID_FOR, statement
from appeal.enums import Compliance
from appeal.models import AccessibilityAudit, Appeal
from signatures.models.clock import database_now

DAY = timedelta(days=1)


def audit(appeal: Appeal, met: int, applicable: int = 50, *, days_ago: int = 10) -> None:
    AccessibilityAudit.objects.create(
        appeal=appeal,
        audited_on=database_now().date() - days_ago * DAY,
        auditor="Cabinet d’Exemple",
        met=met,
        applicable=applicable,
    )


@pytest.mark.requirement("R-78")
def test_without_an_audit_nothing_is_claimed(appeal: Appeal) -> None:
    assert statement(appeal, now=database_now()).level == Compliance.NONE


@pytest.mark.requirement("R-78")
@pytest.mark.parametrize(
    ("met", "level", "percent"),
    [
        (50, Compliance.FULL, 100),
        (49, Compliance.PARTIAL, 98),
        (25, Compliance.PARTIAL, 50),
        (24, Compliance.NONE, 48),
        (0, Compliance.NONE, 0),
    ],
)
def test_level_is_what_the_last_audit_found(
    appeal: Appeal, met: int, level: Compliance, percent: int
) -> None:
    audit(appeal, 50, days_ago=400)
    audit(appeal, met)

    found = statement(appeal, now=database_now())

    assert (found.level, found.percent) == (level, percent)


@pytest.mark.parametrize("days_ago", [VALID_FOR.days + 2, -2])
def test_audit_that_is_too_old_or_to_come_bears_nothing_out(appeal: Appeal, days_ago: int) -> None:
    audit(appeal, 50, days_ago=days_ago)

    assert statement(appeal, now=database_now()).level == Compliance.NONE


def test_percentage_is_rounded_down(appeal: Appeal) -> None:
    audit(appeal, 1999, 2000)

    assert statement(appeal, now=database_now()).percent == 99


def test_audit_is_named_by_its_day(appeal: Appeal) -> None:
    assert str(AccessibilityAudit(audited_on=date(2026, 1, 2), met=3, applicable=4)) == (
        "2026-01-02: 3/4"
    )
