"""The charts' geometry: axes that start at zero, every day a bar, nothing outside the frame."""

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.figures.charts import HEIGHT, WIDTH, axis, curve, day_chart

FIRST = date(2026, 11, 1)
COUNTS = st.lists(st.integers(min_value=0, max_value=10_000_000), max_size=400)


def days(counts: list[int]) -> list[tuple[date, int]]:
    return [(FIRST + timedelta(days=number), count) for number, count in enumerate(counts)]


def totals(counts: list[int]) -> list[tuple[datetime, int]]:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    sums = accumulate(counts)
    return [(start + timedelta(hours=number), total) for number, total in enumerate(sums)]


@given(counts=COUNTS)
def test_every_day_has_its_bar_inside_the_frame(counts: list[int]) -> None:
    by_day = days(counts)

    chart = day_chart(by_day)

    assert [(bar.day, bar.count) for bar in chart.bars] == by_day
    for bar in chart.bars:
        assert chart.left <= bar.x <= bar.x + chart.bar_width <= WIDTH
        assert bar.x < bar.middle < bar.x + bar.width
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
        assert bar.y + bar.height == pytest.approx(chart.baseline, abs=0.02)


@given(counts=COUNTS)
def test_bars_are_as_high_as_their_counts(counts: list[int]) -> None:
    chart = day_chart(days(counts))

    (_, bottom), *_, (y_top, top) = (chart.gridlines[0], chart.gridlines[-1])
    assert bottom == 0
    for bar in chart.bars:
        expected = bar.count / top * (chart.baseline - y_top)
        assert bar.height == pytest.approx(expected, abs=0.02)


@given(counts=COUNTS, before=st.integers(min_value=0, max_value=1000))
def test_running_total_adds_up(counts: list[int], before: int) -> None:
    chart = day_chart(days(counts), before=before)

    assert [bar.running_total for bar in chart.bars] == [
        before + sum_ for sum_ in accumulate(counts)
    ]


@given(highest=st.integers(min_value=0, max_value=10**9))
def test_axis_holds_the_highest_with_few_round_steps(highest: int) -> None:
    lines = axis(highest)

    steps = {after - line for line, after in pairwise(lines)}
    assert lines[0] == 0
    assert highest <= lines[-1] <= max(2 * highest, 1) or lines[-1] <= highest + min(steps)
    assert len(steps) == 1
    assert 2 <= len(lines) <= 5
    assert str(steps.pop()).rstrip("0") in {"1", "2", "5"}


def test_chart_without_a_day_is_empty() -> None:
    chart = day_chart([])

    assert (chart.bars, chart.width, chart.height) == ([], WIDTH, HEIGHT)


def test_count_below_zero_draws_no_bar() -> None:
    """A correction may exceed a day's confirmations; no bar grows downwards."""
    [bar] = day_chart(days([-5])).bars

    assert (bar.height, bar.count) == (0, -5)


@given(counts=COUNTS, goal=st.none() | st.integers(min_value=1, max_value=10**9))
def test_curve_rises_inside_the_frame(counts: list[int], goal: int | None) -> None:
    shape = curve(totals(counts), goal=goal)

    xs, ys = [x for x, _y, _total in shape.points], [y for _x, y, _total in shape.points]
    assert xs == sorted(xs)
    assert ys == sorted(ys, reverse=True)
    assert all(shape.left <= x <= shape.right for x in xs)
    assert all(0 <= y <= shape.baseline for y in ys)
    assert shape.goal is None or 0 <= shape.goal <= shape.baseline


def test_goal_that_is_far_away_does_not_flatten_the_curve() -> None:
    assert curve(totals([100]), goal=200).goal is not None
    assert curve(totals([100]), goal=201).goal is None
    assert curve([], goal=10).goal is None


def test_curve_of_nothing_draws_nothing() -> None:
    assert (curve([]).line, curve([]).area) == ("", "")
