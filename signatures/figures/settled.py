"""What people do not show of themselves moves in public by five people at once (R-70).

A country, a department, a poster or the domain of an address is shown beside nobody's name.
But whoever watches the wall and the figures sees a name appear, and one cell that is larger
than a second before (docs/adr/0048). So these breakdowns stay as they were until five people
more, or fewer, are counted; who came since stands with those that are too few to be named.
"""

from dataclasses import replace
from datetime import datetime

from django.db.models.functions import Coalesce

from appeal.models import Appeal
from signatures.figures.counting import (
    FEWEST_NAMED,
    Figures,
    figures,
    largest_first,
    named_organisations,
    total,
)
from signatures.figures.published import OTHER
from signatures.models import SettledBreakdowns
from signatures.models.clock import database_now

type Cells = dict[str, int]


def public_figures(appeal: Appeal, *, language: str, now: datetime, hours: bool = False) -> Figures:
    """Give the figure as it may be published; the arguments are those of `counting.figures`.

    Total, categories, days and hours are those of the moment. Each breakdown sums to the total.
    """
    current = figures(appeal, language=language, now=now, hours=hours)
    kept = SettledBreakdowns.objects.filter(appeal=appeal).first()
    if kept is None:
        return current
    since = current.total - kept.total
    country, department, channel = (
        largest_first(moved(kept.cells[name], since))
        for name in ("country", "department", "channel")
    )
    organisations = moved(kept.cells["organisation"], since)
    return replace(
        current,
        by_country=country,
        by_department=department if kept.cells["department"] else [],
        by_channel=channel,
        by_organisation=named_organisations(
            {key: count for key, count in organisations.items() if key not in ("", OTHER)},
            current.total,
            language,
        ),
    )


def moved(cells: Cells, since: int) -> Cells:
    """Give kept cells the sum of the figure that has moved since, and tell nothing of who moved.

    Args:
        cells: by key, summing to the figure of their moment.
        since: how many more are counted now, or fewer.
    """
    kept, others = dict(cells), since
    while others < 0 and kept:
        # Who left may have been anybody's: the smallest cell is told no longer.
        others += kept.pop(min(kept, key=lambda key: (kept[key], key)))
    if others:
        kept[OTHER] = kept.get(OTHER, 0) + others
    return kept


def settle() -> int:
    """Take the breakdowns of every public appeal anew where five people have come or gone.

    Returns:
        How many were taken.
    """
    taken = 0
    for appeal in Appeal.objects.published().select_related("settled"):
        kept = getattr(appeal, "settled", None)
        if kept is None or _is_due(kept):
            current = figures(appeal, language="fr", now=database_now())
            SettledBreakdowns.objects.update_or_create(
                appeal=appeal,
                defaults={
                    "total": current.total,
                    "cells": _cells(current),
                    "behind_since": None,
                },
            )
            taken += 1
    return taken


def note_behind(*, now: datetime) -> None:
    """Note of which breakdowns the figure is five people away, and since when it is seen so.

    A moment of being behind is none: the schedule takes them within seconds, and forgets it.

    Args:
        now: the database's time.
    """
    rows = SettledBreakdowns.objects.filter(appeal__in=Appeal.objects.published())
    for kept in rows.select_related("appeal"):
        if _is_due(kept):
            # Of these cells only: the schedule may have taken others since we looked.
            since = Coalesce("behind_since", now)
            rows.filter(pk=kept.pk, total=kept.total).update(behind_since=since)
        elif kept.behind_since:
            rows.filter(pk=kept.pk).update(behind_since=None)


def _is_due(kept: SettledBreakdowns) -> bool:
    return abs(total(kept.appeal) - kept.total) >= FEWEST_NAMED


def _cells(current: Figures) -> dict[str, Cells]:
    return {
        "country": dict(current.by_country),
        "department": dict(current.by_department),
        "channel": dict(current.by_channel),
        "organisation": {key: count for key, _name, count in current.by_organisation},
    }
