"""The chart by day: every day a bar, an axis that starts at zero, nothing outside the frame."""

from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.figures.charts import HEIGHT, WIDTH, day_chart

FIRST = date(2026, 11, 1)
COUNTS = st.lists(st.integers(min_value=0, max_value=10_000_000), max_size=400)


def days(counts: list[int]) -> list[tuple[date, int]]:
    return [(FIRST + timedelta(days=number), count) for number, count in enumerate(counts)]


@given(counts=COUNTS)
def test_every_day_has_its_bar_inside_the_frame(counts: list[int]) -> None:
    by_day = days(counts)

    chart = day_chart(by_day)

    assert [(bar.day, bar.count) for bar in chart.bars] == by_day
    for bar in chart.bars:
        assert chart.left <= bar.x <= bar.x + chart.bar_width <= WIDTH
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


@given(counts=COUNTS)
def test_running_total_adds_up(counts: list[int]) -> None:
    chart = day_chart(days(counts))

    assert [bar.running_total for bar in chart.bars] == list(accumulate(counts))


@pytest.mark.parametrize(
    ("highest", "top"),
    [(0, 2), (1, 2), (2, 2), (3, 4), (5, 10), (11, 20), (40, 40), (41, 100), (9_999, 10_000)],
)
def test_axis_ends_at_a_round_number(highest: int, top: int) -> None:
    chart = day_chart(days([highest]))

    assert [value for _y, value in chart.gridlines] == [0, top // 2, top]


def test_chart_without_a_day_is_empty() -> None:
    chart = day_chart([])

    assert (chart.bars, chart.width, chart.height) == ([], WIDTH, HEIGHT)


def test_count_below_zero_draws_no_bar() -> None:
    """A correction may exceed a day's confirmations; no bar grows downwards."""
    [bar] = day_chart(days([-5])).bars

    assert (bar.height, bar.count) == (0, -5)
