"""Everything that the press page says, made from one reading of the figures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appeal.models import Appeal
from signatures.figures.breakdowns import Table, breakdowns, times
from signatures.figures.counting import Figures
from signatures.figures.glance import Answer, at_a_glance
from signatures.figures.press_charts import Chart, press_charts
from signatures.figures.published import as_dict
from signatures.figures.settled import public_figures
from signatures.figures.snapshots import public_snapshots
from signatures.figures.waves import Wave, public_waves
from signatures.models import Snapshot

_SNAPSHOTS_SHOWN = 5


class UnknownNameError(Exception):
    """There is no chart or table of that name."""


@dataclass(frozen=True)
class PressPage:
    """What the template `figures/figures.html` shows."""

    figures: Figures
    answers: list[Answer]
    charts: list[Chart]
    tables: list[Table]
    snapshots: list[Snapshot]
    waves: list[Wave]


def press_page(appeal: Appeal, *, language: str, now: datetime) -> PressPage:
    """Read the figures of `appeal` and say them in every form of the page."""
    current = public_figures(appeal, language=language, now=now, hours=True)
    frozen = public_snapshots(appeal, now=now)
    return PressPage(
        figures=current,
        answers=at_a_glance(current),
        charts=press_charts(current, language, goal=appeal.goal),
        tables=breakdowns(as_dict(current), language),
        snapshots=list(frozen.order_by("-taken_at", "-pk")[:_SNAPSHOTS_SHOWN]),
        waves=public_waves(appeal),
    )


def table_of(plain: dict[str, Any], name: str, language: str) -> Table:
    """Find a table of the page by its name.

    Raises:
        UnknownNameError: there is none, or it has nothing to show.
    """
    for table in [*times(plain, language), *breakdowns(plain, language)]:
        if table.name == name:
            return table
    raise UnknownNameError(name)


def chart_of(current: Figures, name: str, language: str, *, goal: int | None) -> Chart:
    """Find a chart of the page by its name.

    Raises:
        UnknownNameError: there is none.
    """
    for chart in press_charts(current, language, goal=goal):
        if chart.name == name:
            return chart
    raise UnknownNameError(name)
