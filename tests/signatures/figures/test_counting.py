"""The figure: verified and not held, broken down without a rest (rule 3)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from appeal.models import Appeal
from signatures.enums import InvalidationReason, ModerationStatus, SignatureStatus
from signatures.figures.counting import Figures, figures, total
from signatures.models import Signature
from signatures.models.clock import database_now
from tests.factories import make_appeal, make_signature
from tests.signatures.figures.population import populate

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


def current(appeal: Appeal, *, language: str = "fr", now: datetime | None = None) -> Figures:
    return figures(appeal, language=language, now=now or database_now())


@pytest.mark.parametrize("status", SignatureStatus)
@pytest.mark.parametrize("moderation", ModerationStatus)
def test_counted_is_verified_and_not_held(
    appeal: Appeal, status: SignatureStatus, moderation: ModerationStatus
) -> None:
    make_signature(appeal, status=status, moderation=moderation)

    is_counted = status == SignatureStatus.VERIFIED and moderation != ModerationStatus.HELD
    assert (total(appeal), current(appeal).total) == (is_counted, is_counted)


@pytest.mark.parametrize("seed", range(5))
def test_each_breakdown_sums_to_the_total(appeal: Appeal, seed: int) -> None:
    now = database_now()
    populate(appeal, now=now, seed=seed)

    shown = current(appeal, now=now)

    counted = Signature.objects.filter(status=SignatureStatus.VERIFIED).exclude(
        moderation=ModerationStatus.HELD
    )
    assert shown.total == total(appeal) == counted.count()
    assert sum(count for _code, _label, count in shown.by_category) == shown.total
    assert sum(count for _day, count in shown.by_day) == shown.total
    assert sum(count for _country, count in shown.by_country) == shown.total
    assert sum(count for _department, count in shown.by_department) == shown.total
    assert sum(count for _channel, count in shown.by_channel) == shown.total
    assert sum(count for _key, _name, count in shown.by_organisation) == shown.total


@pytest.mark.parametrize("seed", range(5))
def test_what_is_not_counted_stands_apart(appeal: Appeal, seed: int) -> None:
    populate(appeal, now=database_now(), seed=seed)

    shown = current(appeal)

    rows = Signature.objects.all()
    held = rows.filter(status=SignatureStatus.VERIFIED, moderation=ModerationStatus.HELD)
    assert shown.under_review == held.count()
    assert shown.withdrawn == rows.filter(status=SignatureStatus.WITHDRAWN).count()
    assert shown.invalidated == {
        reason: number
        for reason in sorted(InvalidationReason.values)
        if (number := rows.filter(invalidation_reason=reason).count())
    }


def test_figures_of_two_appeals_do_not_mix(appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    for _ in range(2):
        make_signature(appeal)
    make_signature(other, country="BE")

    assert (total(appeal), total(other)) == (2, 1)
    assert (current(appeal).by_country, current(other).by_country) == ([("FR", 2)], [("BE", 1)])


def test_appeal_without_a_signature_has_empty_figures(appeal: Appeal) -> None:
    now = database_now()

    assert current(appeal, now=now) == Figures(
        appeal="appel",
        as_of=now,
        state="open",
        total=0,
        by_category=[("student", "Étudiantes et étudiants", 0), ("citizen", "Citoyens", 0)],
        by_day=[],
        by_country=[],
        by_channel=[],
        under_review=0,
        withdrawn=0,
        invalidated={},
    )


@pytest.mark.parametrize(
    ("language", "labels"),
    [("fr", ["Étudiantes et étudiants", "Citoyens"]), ("en", ["Students", "Citizens"])],
)
def test_categories_are_in_the_appeals_order_and_the_readers_language(
    appeal: Appeal, language: str, labels: list[str]
) -> None:
    make_signature(appeal, category=appeal.categories.get(code="citizen"))

    shown = current(appeal, language=language)

    assert [label for _code, label, _count in shown.by_category] == labels
    assert [count for _code, _label, count in shown.by_category] == [0, 1]


def test_countries_and_channels_come_largest_first(appeal: Appeal) -> None:
    for country, channel in (("SN", "b"), ("BE", ""), ("BE", "a"), ("CH", ""), ("FR", "")):
        make_signature(appeal, country=country, channel=channel)

    shown = current(appeal)

    assert shown.by_country == [("BE", 2), ("CH", 1), ("FR", 1), ("SN", 1)]
    assert shown.by_channel == [("", 3), ("a", 1), ("b", 1)]


def test_every_day_is_present_from_the_first_signature_to_now(appeal: Appeal) -> None:
    for days_ago in (5, 5, 2):
        make_signature(appeal, verified_at=NOON - timedelta(days=days_ago))

    shown = current(appeal, now=NOON)

    assert shown.by_day == [
        (date(2026, 11, 15), 2),
        (date(2026, 11, 16), 0),
        (date(2026, 11, 17), 0),
        (date(2026, 11, 18), 1),
        (date(2026, 11, 19), 0),
        (date(2026, 11, 20), 0),
    ]


def test_days_begin_with_the_opening(appeal: Appeal) -> None:
    appeal.opens_at = NOON - timedelta(days=2)

    assert current(appeal, now=NOON).by_day == [
        (date(2026, 11, 18), 0),
        (date(2026, 11, 19), 0),
        (date(2026, 11, 20), 0),
    ]


def test_appeal_that_opens_tomorrow_has_no_day_yet(appeal: Appeal) -> None:
    appeal.opens_at = NOON + timedelta(days=1)

    assert current(appeal, now=NOON).by_day == []


def test_days_begin_with_a_signature_that_came_before_the_opening(appeal: Appeal) -> None:
    """Signed on paper at the door, say: the sum must hold all the same."""
    appeal.opens_at = NOON - timedelta(days=1)
    make_signature(appeal, verified_at=NOON - timedelta(days=2))

    assert [count for _day, count in current(appeal, now=NOON).by_day] == [1, 0, 0]


@pytest.mark.parametrize(
    ("verified_at", "day"),
    [
        (datetime(2026, 11, 19, 22, 59, 59, tzinfo=UTC), date(2026, 11, 19)),
        (datetime(2026, 11, 19, 23, 0, tzinfo=UTC), date(2026, 11, 20)),
        # In summer midnight in Paris is an hour earlier.
        (datetime(2026, 7, 13, 21, 59, 59, tzinfo=UTC), date(2026, 7, 13)),
        (datetime(2026, 7, 13, 22, 0, tzinfo=UTC), date(2026, 7, 14)),
        # The nights in which the clocks change.
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_day_is_that_of_paris(appeal: Appeal, verified_at: datetime, day: date) -> None:
    make_signature(appeal, verified_at=verified_at)

    shown = current(appeal, now=verified_at)

    assert shown.by_day == [(day, 1)]


def test_last_day_is_that_of_paris_too(appeal: Appeal) -> None:
    appeal.opens_at = NOON
    half_past_midnight = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)

    assert current(appeal, now=half_past_midnight).by_day == [
        (date(2026, 11, 20), 0),
        (date(2026, 11, 21), 0),
    ]


def test_days_cross_the_change_of_clocks_without_a_gap(appeal: Appeal) -> None:
    appeal.opens_at = datetime(2026, 10, 1, tzinfo=UTC)

    days = [day for day, _count in current(appeal, now=NOON).by_day]

    assert days == [date(2026, 10, 1) + timedelta(days=number) for number in range(51)]


def test_day_of_now_is_the_last(appeal: Appeal) -> None:
    make_signature(appeal)

    shown = current(appeal)

    assert shown.by_day == [(localdate(shown.as_of), 1)]


def test_figures_cost_the_same_however_many_sign(
    appeal: Appeal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_signature(appeal)
    now = database_now()
    with django_assert_num_queries(1):
        total(appeal)
    with django_assert_num_queries(2):  # the tally, the categories
        current(appeal, now=now)

    populate(appeal, now=now, seed=1)

    with django_assert_num_queries(1):
        total(appeal)
    with django_assert_num_queries(2):
        current(appeal, now=now)


def test_hours_are_those_of_the_clock_and_sum_to_the_total(appeal: Appeal) -> None:
    # The night in which Paris has two o'clock twice, and then a second of the next hour.
    for minutes in (0, 59, 60, 120):
        moment = datetime(2026, 10, 25, 0, 0, tzinfo=UTC) + timedelta(minutes=minutes)
        make_signature(appeal, verified_at=moment)

    shown = figures(appeal, language="fr", now=NOON, hours=True)

    assert shown.by_hour == [
        (datetime(2026, 10, 25, hour, tzinfo=UTC), count)
        for hour, count in ((0, 2), (1, 1), (2, 1))
    ]


@pytest.mark.parametrize("seed", range(3))
def test_hours_sum_to_the_total_whatever_happens(appeal: Appeal, seed: int) -> None:
    now = database_now()
    populate(appeal, now=now, seed=seed)

    shown = figures(appeal, language="fr", now=now, hours=True)

    assert sum(count for _hour, count in shown.by_hour) == shown.total
    assert all(count > 0 for _hour, count in shown.by_hour)


def test_pending_is_what_was_typed_lately_and_not_confirmed(appeal: Appeal) -> None:
    now = database_now()
    for _ in range(3):
        make_signature(appeal, status=SignatureStatus.PENDING)
    make_signature(appeal)

    shown = figures(appeal, language="fr", now=now, hours=True)

    assert (shown.total, shown.pending) == (1, 3)
    assert figures(appeal, language="fr", now=now + timedelta(days=15), hours=True).pending == 0


def test_who_names_no_department_stands_in_one_cell(appeal: Appeal) -> None:
    for department in ("34", "34", "2A", ""):
        make_signature(appeal, department=department)
    make_signature(appeal, country="BE")

    assert current(appeal).by_department == [("34", 2), ("2A", 1), ("", 2)]


def test_nothing_is_told_of_departments_where_nobody_was_asked(appeal: Appeal) -> None:
    make_signature(appeal)

    assert current(appeal).by_department == []
