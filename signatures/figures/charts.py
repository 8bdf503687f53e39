"""Charts as plain SVG, drawn here: no script, no other host, a text for who cannot see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

WIDTH, HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 12, 16, 34


@dataclass(frozen=True)
class Bar:
    """One day or hour: where its bar stands, and the running total above it."""

    day: date
    count: int
    running_total: int
    x: float
    y: float
    height: float


@dataclass(frozen=True)
class DayChart:
    """What the template `figures/by_day.svg` draws, in pixels."""

    bars: list[Bar]
    bar_width: float
    gridlines: list[tuple[float, int]]
    baseline: float
    left: int
    width: int
    height: int


def day_chart(by_day: Sequence[tuple[date, int]]) -> DayChart:
    """Lay out a bar for every day, on an axis that starts at zero.

    Args:
        by_day: every day in order, with its count; moments make a chart by hour.
    """
    counts = [count for _day, count in by_day]
    top = _round_up(max(counts, default=0))
    plot_width, plot_height = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    slot = plot_width / max(len(by_day), 1)
    baseline = HEIGHT - _BOTTOM
    totals = list(accumulate(counts))
    bars = [
        Bar(
            day=day,
            count=count,
            running_total=totals[index],
            x=round(_LEFT + index * slot, 2),
            y=round(baseline - max(count, 0) / top * plot_height, 2),
            height=round(max(count, 0) / top * plot_height, 2),
        )
        for index, (day, count) in enumerate(by_day)
    ]
    steps = (0, top // 2, top) if top % 2 == 0 else (0, top)
    return DayChart(
        bars=bars,
        bar_width=round(max(slot * 0.82, 0.5), 2),
        gridlines=[(round(baseline - step / top * plot_height, 2), step) for step in steps],
        baseline=baseline,
        left=_LEFT,
        width=WIDTH,
        height=HEIGHT,
    )


def _round_up(highest: int) -> int:
    """Give the next of 2, 4, 10, 20, 40, 100 … that holds the highest bar."""
    size = 1
    while True:
        for step in (2, 4, 10):
            if highest <= step * size:
                return step * size
        size *= 10
