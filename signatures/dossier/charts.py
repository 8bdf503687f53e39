"""The figure's course as values for the dossier's charts: day by day, and the running total."""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from signatures.figures.sentences import number

_MOST_LINES = 5
_MOST_DATES = 8


def axis(highest: int) -> tuple[int, list[int]]:
    """Give the top of an axis that holds `highest`, and where its lines are; 0 is one.

    >>> axis(1063), axis(3)
    ((1200, [0, 400, 800, 1200]), (3, [0, 1, 2, 3]))
    """
    size = 1
    while True:
        for leading in (1, 2, 4, 5):
            step = leading * size
            if highest <= step * _MOST_LINES:
                top = max(-(-highest // step), 1) * step
                return top, list(range(0, top + 1, step))
        size *= 10


def charts(
    by_day: Sequence[tuple[date, int]], *, language: str, until: str
) -> list[dict[str, Any]]:
    """Give both charts, with their words; none before the first day.

    Args:
        by_day: every day in order, with its count.
        language: of numbers and dates; the one that is active.
        until: when the last day was counted, in words.
    """
    if not by_day:
        return []
    counts = [count for _day, count in by_day]
    words = {
        "first": _day_words(by_day[0][0]),
        "last": _day_words(by_day[-1][0]),
        "until": until,
        "total": number(sum(counts), language),
        "highest": number(max(counts), language),
    }
    ticks = _dates([day for day, _count in by_day])
    return [
        {
            "kind": "bars",
            "title": _("Day by day"),
            "days": counts,
            "ticks": ticks,
            **_axis(max(counts), language),
            "words": _(
                "One bar for each day from %(first)s to %(last)s, %(highest)s signatures at "
                "most. The last day was counted until %(until)s and is not over."
            )
            % words,
        },
        {
            "kind": "curve",
            "title": _("The running total"),
            "days": list(accumulate(counts)),
            "ticks": ticks,
            **_axis(sum(counts), language),
            "words": _(
                "All signatures since %(first)s, up to %(total)s on %(last)s at %(until)s. Dashed: "
                "the last day, which is not over."
            )
            % words,
        },
    ]


def _axis(highest: int, language: str) -> dict[str, Any]:
    top, steps = axis(highest)
    lines = [{"value": step, "label": number(step, language)} for step in steps]
    return {"top": top, "steps": lines}


def _dates(days: Sequence[date]) -> list[dict[str, Any]]:
    """Give up to eight days, evenly spread, with their dates."""
    every = -(-len(days) // _MOST_DATES)
    form = "j N"
    return [
        {"day": index, "label": date_format(day, form)}
        for index, day in enumerate(days)
        if index % every == 0
    ]


def _day_words(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
