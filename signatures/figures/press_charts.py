"""The charts of the press page, with their words: by day, by hour, and the figure growing.

Every day and every hour is drawn, also the quiet ones; what is not over yet is drawn as
unfinished, or a quiet evening would look like a fall.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from math import ceil

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from signatures.figures.charts import Curve, DayChart, curve, day_chart
from signatures.figures.counting import Figures
from signatures.figures.sentences import number

HOURS_SHOWN = 72
_HOUR = timedelta(hours=1)
_MOST_LABELS = 8
# Where the curve follows the hours; over more days than this, the days do.
_DAYS_BY_HOUR = 14


@dataclass(frozen=True)
class Chart:
    """One chart, ready to be drawn by `figures/chart.svg`.

    Attributes:
        name: in addresses; lasting.
        title: above it.
        text: what it shows, for who cannot see it.
        drawing: the geometry.
        steps: the numbers beside the lines, as they are written.
        labels: below it, each with its place.
        goal: the word beside the line of the goal.
        unfinished: what is not over yet, in words; "" for nothing.
        table: the name of the file with its numbers.
        head: of the column of moments in its table.
        lines: of its table, the latest first: moment, count, running total.
    """

    name: str
    title: str
    text: str
    drawing: DayChart | Curve
    steps: list[tuple[float, str]]
    labels: list[tuple[float, str]]
    table: str
    head: str
    lines: list[tuple[str, int, int]]
    unfinished: str
    goal: str = ""


def press_charts(figures: Figures, language: str, *, goal: int | None = None) -> list[Chart]:
    """Give the charts of the press page, in its order.

    Args:
        figures: with their hours.
        language: of the words.
        goal: of the appeal, for the curve.
    """
    with translation.override(language):
        return [_growing(figures, language, goal), _by_day(figures, language), _by_hour(figures)]


def _by_day(figures: Figures, language: str) -> Chart:
    drawing = day_chart(figures.by_day)
    busiest = max(figures.by_day, key=lambda cell: cell[1], default=None)
    text = _("One bar for each day. On %(day)s they add up to %(total)s signatures.") % {
        "day": _day(_local(figures.as_of)),
        "total": number(figures.total, language),
    }
    if busiest and busiest[1]:
        text += " " + _("The day with most: %(day)s, %(count)s.") % {
            "day": _day(busiest[0]),
            "count": number(busiest[1], language),
        }
    return Chart(
        name="day",
        title=_("Verified signatures, day by day"),
        text=text,
        drawing=drawing,
        steps=_steps(drawing, language),
        labels=_every([(bar.middle, _short(bar.day)) for bar in drawing.bars]),
        table="day",
        head=_("Day"),
        lines=_days(drawing),
        unfinished=_("Outlined: today, not over yet") if drawing.bars else "",
    )


def _by_hour(figures: Figures) -> Chart:
    language = translation.get_language() or settings.LANGUAGE_CODE
    this_hour = figures.as_of.replace(minute=0, second=0, microsecond=0)
    hours = [this_hour - ago * _HOUR for ago in reversed(range(HOURS_SHOWN))]
    counts = dict(figures.by_hour)
    shown = [(_local(hour), counts.get(hour, 0)) for hour in hours]
    drawing = day_chart(shown, before=sum(n for hour, n in figures.by_hour if hour < hours[0]))
    return Chart(
        name="hour",
        title=_("Verified signatures, hour by hour"),
        text=_("One bar for each of the last %(hours)s hours, up to %(day)s, %(time)s.")
        % {"hours": HOURS_SHOWN, "day": _day(shown[-1][0]), "time": _time(figures.as_of)},
        drawing=drawing,
        steps=_steps(drawing, language),
        labels=[
            (bar.middle, _short(hour) if hour.hour == 0 else _hour(hour))
            for bar, (hour, _count) in zip(drawing.bars, shown, strict=True)
            if hour.hour in (0, 12)
        ],
        table="hour",
        head=_("Hour that begins"),
        lines=_lines(drawing, [f"{_short(hour)}, {_time(hour)}" for hour, _count in shown]),
        unfinished=_("Outlined: this hour, not over yet"),
    )


def _growing(figures: Figures, language: str, goal: int | None) -> Chart:
    totals = _totals(figures)
    today = _midnight(_local(figures.as_of))
    drawing = curve(totals, goal=goal, over_until=today)
    return Chart(
        name="growth",
        title=_("How the figure grew"),
        text=_("A curve that rises from nothing to %(total)s signatures on %(day)s.")
        % {"total": number(figures.total, language), "day": _day(_local(figures.as_of))},
        drawing=drawing,
        steps=_steps(drawing, language),
        labels=_every(
            [
                (x, _short(moment))
                for (x, _y, _total), (moment, _sum) in zip(drawing.points, totals, strict=True)
            ]
        ),
        # Its points may be hours; days are what a reader looks up.
        table="day",
        head=_("Day"),
        lines=_days(day_chart(figures.by_day)),
        unfinished=_("Dashed: today, not over yet") if drawing.unfinished else "",
        goal=_("Goal"),
    )


def _totals(figures: Figures) -> list[tuple[datetime, int]]:
    """Give the total at the end of each hour of a young appeal, of each day of an older one.

    Each of them, or the curve would climb through quiet nights.
    """
    if not figures.by_day:
        return []
    first = _midnight(figures.by_day[0][0])
    if len(figures.by_day) <= _DAYS_BY_HOUR and figures.by_hour:
        counts = dict(figures.by_hour)
        begins = first.astimezone(UTC)
        hours = ceil((figures.as_of - begins) / _HOUR)
        cells = [
            (begins + (number + 1) * _HOUR, counts.get(begins + number * _HOUR, 0))
            for number in range(hours)
        ]
    else:
        cells = [(_midnight(day + timedelta(days=1)), count) for day, count in figures.by_day]
    sums = accumulate((count for _moment, count in cells), initial=0)
    moments = [first, *(min(moment, figures.as_of) for moment, _count in cells)]
    return list(zip(map(_local, moments), sums, strict=True))


def _days(drawing: DayChart) -> list[tuple[str, int, int]]:
    return _lines(drawing, [_day(bar.day) for bar in drawing.bars])


def _lines(drawing: DayChart, moments: Sequence[str]) -> list[tuple[str, int, int]]:
    bars = zip(moments, drawing.bars, strict=True)
    return [(moment, bar.count, bar.running_total) for moment, bar in bars][::-1]


def _every(labels: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Thin labels out to those that fit, counted from the last, without saying one twice."""
    first_of_each = {text: x for x, text in reversed(labels)}
    places = sorted((x, text) for text, x in first_of_each.items())
    step = -(-len(places) // _MOST_LABELS) or 1
    return places[::-1][::step][::-1]


def _steps(drawing: DayChart | Curve, language: str) -> list[tuple[float, str]]:
    return [(y, number(step, language)) for y, step in drawing.gridlines]


def _midnight(day: date) -> datetime:
    """Give the moment at which a day begins here."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _short(day: date) -> str:
    return date_format(day, "j N")


def _time(moment: datetime) -> str:
    return date_format(_local(moment), "TIME_FORMAT")


def _hour(moment: datetime) -> str:
    return date_format(_local(moment), pgettext("time", "H:i"))
