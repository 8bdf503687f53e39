"""The charts of the press page: quiet days drawn, today unfinished, words for who cannot see."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from signatures.figures.charts import Curve, DayChart
from signatures.figures.counting import Figures
from signatures.figures.press_charts import HOURS_SHOWN, Chart, press_charts

NOW = datetime(2026, 11, 26, 13, 40, tzinfo=UTC)  # 14:40 in Paris


def make_figures(by_day: list[tuple[date, int]], by_hour: list[tuple[datetime, int]]) -> Figures:
    return Figures(
        appeal="appel",
        as_of=NOW,
        state="open",
        total=sum(count for _day, count in by_day),
        by_category=[],
        by_day=by_day,
        by_country=[],
        by_channel=[],
        under_review=0,
        withdrawn=0,
        by_hour=by_hour,
    )


DAYS = [date(2026, 11, 23) + timedelta(days=number) for number in range(4)]
FIGURES = make_figures(
    list(zip(DAYS, (6, 0, 4, 1), strict=True)),
    [
        (datetime(2026, 11, 23, 8, tzinfo=UTC), 6),
        (datetime(2026, 11, 25, 10, tzinfo=UTC), 4),
        (datetime(2026, 11, 26, 13, tzinfo=UTC), 1),
    ],
)


def chart(name: str, figures: Figures = FIGURES, language: str = "en") -> Chart:
    return next(one for one in press_charts(figures, language, goal=20) if one.name == name)


def test_each_day_is_drawn_and_today_is_said_to_be_unfinished() -> None:
    drawn = chart("day")

    assert isinstance(drawn.drawing, DayChart)
    assert [bar.count for bar in drawn.drawing.bars] == [6, 0, 4, 1]
    assert drawn.unfinished == "Outlined: today, not over yet"
    assert drawn.lines[0] == ("26 November 2026", 1, 11)
    assert "The day with most: 23 November 2026, 6." in drawn.text


def test_hours_are_those_of_the_last_three_days_with_the_total_before_them() -> None:
    drawn = chart("hour", language="fr")

    assert isinstance(drawn.drawing, DayChart)
    assert len(drawn.drawing.bars) == HOURS_SHOWN
    assert drawn.drawing.bars[0].running_total == 6
    assert drawn.lines[0] == ("26 nov., 14\u00a0h\u00a000", 1, 11)
    totals = {moment: total for moment, _count, total in drawn.lines}
    assert totals["25 nov., 11\u00a0h\u00a000"] == 10


def test_curve_ends_now_at_the_total() -> None:
    drawn = chart("growth")

    assert isinstance(drawn.drawing, Curve)
    assert drawn.drawing.points[-1][0] == drawn.drawing.right
    assert drawn.drawing.points[-1][2] == 11
    assert drawn.lines == chart("day").lines


def test_curve_is_level_where_nobody_signed() -> None:
    drawing = chart("growth").drawing

    assert isinstance(drawing, Curve)
    totals = [total for _x, _y, total in drawing.points]
    # Hours: up to that of the first six, from there to that of the next four, and to the last.
    assert (totals.count(0), totals.count(6), totals.count(10)) == (10, 50, 27)


@pytest.mark.parametrize(("days_before", "yesterday"), [(0, 10), (30, 40)])
def test_curve_is_dashed_since_midnight(days_before: int, yesterday: int) -> None:
    before = [(DAYS[0] - timedelta(days=number), 1) for number in range(days_before, 0, -1)]
    drawn = chart("growth", make_figures([*before, *FIGURES.by_day], FIGURES.by_hour))

    assert isinstance(drawn.drawing, Curve)
    midnight = drawn.drawing.line.split("L")[-1]
    assert drawn.drawing.unfinished.startswith(f"M{midnight} L")
    totals = {f"{x} {y}": total for x, y, total in drawn.drawing.points}
    assert totals[midnight] == yesterday
    assert drawn.unfinished == "Dashed: today, not over yet"


def test_labels_do_not_run_into_each_other() -> None:
    days = [(date(2025, 11, 27) + timedelta(days=number), 3) for number in range(365)]

    for drawn in press_charts(make_figures(days, []), "fr"):
        places = [x for x, _label in drawn.labels]
        assert len(places) <= 8
        assert all(b - a > 40 for a, b in pairwise(places))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_appeal_without_a_day_has_charts_all_the_same(language: str) -> None:
    for drawn in press_charts(make_figures([], []), language):
        assert drawn.title
        assert drawn.text
