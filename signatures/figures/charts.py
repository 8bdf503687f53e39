"""The geometry of the charts, in pixels: no script, no other host, a text for who cannot see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

WIDTH, HEIGHT = 720, 260
# The axis stands on the right, beside what happened last.
_LEFT, _RIGHT, _TOP, _BOTTOM = 4, 56, 20, 34
_MOST_LINES = 4


@dataclass(frozen=True)
class Bar:
    """One day or hour: where its bar stands, and the running total after it."""

    day: date
    count: int
    running_total: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Give where its label is centred."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class DayChart:
    """Bars on an axis that starts at zero."""

    bars: list[Bar]
    bar_width: float
    gridlines: list[tuple[float, int]]
    baseline: float
    left: int
    right: int
    width: int
    height: int


@dataclass(frozen=True)
class Curve:
    """The running total over time, on an axis that starts at zero.

    Attributes:
        line: the curve as an SVG path, up to what is not over yet.
        unfinished: the rest of it; "" where all of it is over.
        area: what is under both.
        points: where each moment stands, and its value.
        gridlines: heights and their numbers.
        goal: the height of the goal, if it is within the frame.
    """

    line: str
    unfinished: str
    area: str
    points: list[tuple[float, float, int]]
    gridlines: list[tuple[float, int]]
    goal: float | None
    baseline: float
    left: int
    right: int
    width: int
    height: int


def day_chart(by_day: Sequence[tuple[date, int]], *, before: int = 0) -> DayChart:
    """Lay out a bar for every day.

    Args:
        by_day: every day in order, with its count; moments make a chart by hour.
        before: what the running total starts from.
    """
    counts = [count for _day, count in by_day]
    lines = axis(max(counts, default=0))
    top, baseline = lines[-1], HEIGHT - _BOTTOM
    slot = (WIDTH - _LEFT - _RIGHT) / max(len(by_day), 1)
    width = round(max(slot * 0.82, 0.5), 2)
    totals = list(accumulate(counts, initial=before))[1:]
    bars = [
        Bar(
            day=day,
            count=count,
            running_total=totals[index],
            x=round(_LEFT + index * slot, 2),
            y=round(baseline - _height(max(count, 0), top), 2),
            width=width,
            height=round(_height(max(count, 0), top), 2),
        )
        for index, (day, count) in enumerate(by_day)
    ]
    return DayChart(
        bars=bars,
        bar_width=width,
        gridlines=_gridlines(lines),
        baseline=baseline,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        width=WIDTH,
        height=HEIGHT,
    )


def curve(
    totals: Sequence[tuple[datetime, int]],
    *,
    goal: int | None = None,
    over_until: datetime | None = None,
) -> Curve:
    """Lay out the running total.

    Args:
        totals: moments in order, each with the total at it.
        goal: drawn as a line, unless it is so high that it would flatten the curve.
        over_until: one of the moments; what comes after it is not over yet.
    """
    highest = max((total for _moment, total in totals), default=0)
    near_goal = goal if goal is not None and highest and goal <= 2 * highest else None
    lines = axis(max(highest, near_goal or 0))
    top, baseline = lines[-1], HEIGHT - _BOTTOM
    first = totals[0][0] if totals else None
    length = (totals[-1][0] - totals[0][0]).total_seconds() if totals else 0
    points = [
        (
            round(
                _LEFT
                + (WIDTH - _LEFT - _RIGHT)
                * ((moment - first).total_seconds() / length if first and length else 1),
                2,
            ),
            round(baseline - _height(max(total, 0), top), 2),
            total,
        )
        for moment, total in totals
    ]
    over = sum(over_until is None or moment <= over_until for moment, _total in totals)
    return Curve(
        line=_path(points[:over]),
        unfinished=_path(points[max(over - 1, 0) :]) if over < len(points) else "",
        area=f"{_path(points)} V{baseline} H{points[0][0]} Z" if points else "",
        points=points,
        gridlines=_gridlines(lines),
        goal=round(baseline - _height(near_goal, top), 2) if near_goal else None,
        baseline=baseline,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        width=WIDTH,
        height=HEIGHT,
    )


def axis(highest: int) -> list[int]:
    """Give where an axis that holds `highest` has its lines: round steps from zero.

    >>> axis(1063), axis(3), axis(0)
    ([0, 500, 1000, 1500], [0, 1, 2, 3], [0, 1])
    """
    size = 1
    while True:
        for leading in (1, 2, 5):
            step = leading * size
            if highest <= step * _MOST_LINES:
                return list(range(0, max(-(-highest // step), 1) * step + 1, step))
        size *= 10


def _path(points: Sequence[tuple[float, float, int]]) -> str:
    return " ".join(f"{'L' if index else 'M'}{x} {y}" for index, (x, y, _) in enumerate(points))


def _height(count: int, top: int) -> float:
    return count / top * (HEIGHT - _TOP - _BOTTOM)


def _gridlines(lines: Sequence[int]) -> list[tuple[float, int]]:
    top, baseline = lines[-1], HEIGHT - _BOTTOM
    return [(round(baseline - _height(line, top), 2), line) for line in lines]
