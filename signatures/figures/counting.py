"""THE definition of the figure, and the only module that reads it (rule 3).

Counted = verified and not held. Lines on paper are counted beside it, never in it. The
database keeps the sums (`Tally`); reading them costs the same at a thousand and at ten
million signatures.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Now
from django.utils import timezone

from appeal.models import Appeal
from appeal.publishing import category_labels
from signatures.enums import BodyState
from signatures.models import Hour, Organisation, Tally
from signatures.models.tally import Dimension
from signatures.privacy.retention import UNCONFIRMED_KEPT

# An organisation with fewer counted people is not named: one of three could be guessed.
FEWEST_NAMED = 5
MOST_NAMED = 200


@dataclass(frozen=True)
class Bodies:
    """Organisations that signed as bodies: beside the figure of people, never in it.

    Attributes:
        total: approved, with their mandate seen.
        by_kind: the same by kind of organisation; sums to `total`.
        under_review: confirmed by a representative, the mandate not yet seen.
        withdrawn: were counted, and took it back.
    """

    total: int = 0
    by_kind: list[tuple[str, int]] = field(default_factory=list)
    under_review: int = 0
    withdrawn: int = 0


@dataclass(frozen=True)
class Figures:
    """The figure and its breakdowns at one moment; each breakdown sums to `total`."""

    appeal: str
    as_of: datetime
    # Whether signatures are taken: `Appeal.state_at`.
    state: str
    total: int
    by_category: list[tuple[str, str, int]]
    by_day: list[tuple[date, int]]
    by_country: list[tuple[str, int]]
    by_channel: list[tuple[str, int]]
    under_review: int
    withdrawn: int
    invalidated: dict[str, int] = field(default_factory=dict)
    by_organisation: list[tuple[str, str, int]] = field(default_factory=list)
    organisations: Bodies = field(default_factory=Bodies)
    # Where the appeal asks; empty where nobody said one.
    by_department: list[tuple[str, int]] = field(default_factory=list)
    # Lines on paper: beside `total`, never in it.
    paper: int = 0
    paper_by_category: list[tuple[str, str, int]] = field(default_factory=list)
    # The hours in which somebody was counted, where they were asked for.
    by_hour: list[tuple[datetime, int]] = field(default_factory=list)
    # Typed in the last days and not confirmed so far: never in `total`.
    pending: int = 0

    @property
    def today(self) -> int:
        """Give how many signed today: every day up to today is in `by_day`."""
        return self.by_day[-1][1] if self.by_day else 0

    @property
    def with_paper(self) -> int:
        """Give the number of people, online and on paper together."""
        return self.total + self.paper


def total(appeal: Appeal) -> int:
    """Give the number of counted signatures under `appeal`."""
    cells = Tally.objects.filter(appeal=appeal, dimension=Dimension.TOTAL)
    return cells.aggregate(value=Sum("value"))["value"] or 0


@dataclass(frozen=True)
class Live:
    """The figure alone, at one moment, and whether it still moves."""

    total: int
    as_of: datetime
    state: str


def live_figure(slug: str) -> Live | None:
    """Give the figure of a published appeal: one query, for those who watch.

    Args:
        slug: of the appeal.

    Returns:
        None where nothing is published under this name.
    """
    cells = Sum("tally__value", filter=Q(tally__dimension=Dimension.TOTAL), default=0)
    found = Appeal.objects.published().filter(slug=slug).annotate(figure=cells, now=Now())
    appeal = found.first()
    if appeal is None:
        return None
    return Live(int(appeal.figure), appeal.now, appeal.state_at(appeal.now))


def figures(appeal: Appeal, *, language: str, now: datetime, hours: bool = False) -> Figures:
    """Give the figure and all its breakdowns: a few rows of the tally, however many signed.

    Args:
        appeal: whose figure.
        language: in which the categories are named.
        now: the database's time; days with no signature up to now are in `by_day` as 0.
        hours: whether `by_hour` and `pending` are wanted: thousands of rows more after a year.
    """
    apart = [Dimension.ORGANISATION] if hours else [Dimension.ORGANISATION, Dimension.HOUR]
    cells: dict[str, dict[str, int]] = defaultdict(dict)
    rows = (
        Tally.objects.filter(appeal=appeal)
        .exclude(dimension__in=apart)
        .values_list("dimension", "key")
        .annotate(cell=Sum("value"))
    )
    # In one statement: two would see two moments, and the second more than the total of the first.
    for dimension, key, value in rows.union(_largest_organisations(appeal), all=True):
        if value:
            cells[dimension][key] = value
    state = cells[Dimension.STATE]
    by_category = cells[Dimension.CATEGORY]
    total = cells[Dimension.TOTAL].get("", 0)
    paper = cells[Dimension.PAPER]
    labels = category_labels(appeal, language)
    return Figures(
        appeal=appeal.slug,
        as_of=now,
        total=total,
        by_category=[
            (code, label, by_category.get(str(pk), 0)) for pk, (code, label) in labels.items()
        ],
        by_day=_every_day(appeal, cells[Dimension.DAY], now),
        by_country=largest_first(cells[Dimension.COUNTRY]),
        by_channel=largest_first(cells[Dimension.CHANNEL]),
        by_department=_departments(cells[Dimension.DEPARTMENT], total),
        under_review=state.get("held", 0),
        withdrawn=state.get("withdrawn", 0),
        invalidated={
            key.removeprefix("invalidated:"): value
            for key, value in sorted(state.items())
            if key.startswith("invalidated:")
        },
        by_organisation=named_organisations(cells[Dimension.ORGANISATION], total, language),
        organisations=_bodies(cells),
        paper=paper.get("", 0),
        paper_by_category=[
            (code, label, number)
            for pk, (code, label) in labels.items()
            if (number := paper.get(f"category:{pk}", 0))
        ],
        by_hour=sorted(
            (datetime.fromisoformat(f"{key}:00+00:00"), value)
            for key, value in cells[Dimension.HOUR].items()
        ),
        pending=_pending(appeal, now) if hours else 0,
        state=appeal.state_at(now),
    )


def _pending(appeal: Appeal, now: datetime) -> int:
    """Count the forms of the last days that were not confirmed; older ones are erased."""
    recent = Hour.objects.filter(appeal=appeal, hour__gt=now - UNCONFIRMED_KEPT)
    sums = recent.aggregate(asked=Sum("asked"), answered=Sum("answered"))
    return max((sums["asked"] or 0) - (sums["answered"] or 0), 0)


def bodies(appeal: Appeal) -> Bodies:
    """Give the count of organisations that signed as bodies, by itself."""
    rows = (
        Tally.objects.filter(appeal=appeal, dimension__in=(Dimension.BODY, Dimension.BODY_KIND))
        .values_list("dimension", "key")
        .annotate(cell=Sum("value"))
    )
    cells: dict[str, dict[str, int]] = defaultdict(dict)
    for dimension, key, value in rows:
        if value:
            cells[dimension][key] = value
    return _bodies(cells)


def _bodies(cells: dict[str, dict[str, int]]) -> Bodies:
    state = cells[Dimension.BODY]
    return Bodies(
        total=state.get(BodyState.APPROVED, 0),
        by_kind=largest_first(cells[Dimension.BODY_KIND]),
        under_review=state.get(BodyState.VERIFIED, 0),
        withdrawn=state.get(BodyState.WITHDRAWN, 0),
    )


def largest_first(cells: dict[str, int]) -> list[tuple[str, int]]:
    """Give the cells of a breakdown as they are shown."""
    return sorted(cells.items(), key=lambda cell: (-cell[1], cell[0]))


def _departments(cells: dict[str, int], total: int) -> list[tuple[str, int]]:
    """Give the departments, then everybody who named none: the database keeps no cell for them."""
    rows = largest_first(cells)
    rest = total - sum(count for _code, count in rows)
    return [*rows, ("", rest)] if rows and rest else rows


def _largest_organisations(appeal: Appeal) -> QuerySet[Tally, tuple[str, str, int]]:
    """Give the cells of those whose addresses signed most; an appeal may have thousands more."""
    return (
        Tally.objects.filter(appeal=appeal, dimension=Dimension.ORGANISATION)
        .exclude(key="")
        .values_list("dimension", "key")
        .annotate(cell=Sum("value"))
        .filter(cell__gte=FEWEST_NAMED)
        .order_by("-cell", "key")[:MOST_NAMED]
    )


def named_organisations(
    cells: dict[str, int], total: int, language: str
) -> list[tuple[str, str, int]]:
    """Give the organisations whose addresses signed most, then everybody else as one row.

    In everybody else are those whose address shows no organisation, and the organisations
    that are too small to be named.
    """
    largest = largest_first(cells)
    named = Organisation.objects.in_bulk([int(key) for key, _count in largest])
    rows = [
        (key, named[int(key)].name_in(language), count)
        for key, count in largest
        if int(key) in named
    ]
    rest = total - sum(count for _key, _name, count in rows)
    return [*rows, ("", "", rest)] if rest or rows else []


def _every_day(appeal: Appeal, cells: dict[str, int], now: datetime) -> list[tuple[date, int]]:
    """Fill the days without a signature: a gap in a chart would be a false statement.

    Before the day of the opening there is none.
    """
    counts = {date.fromisoformat(key): value for key, value in cells.items()}
    first = min(counts, default=None)
    if appeal.opens_at is not None:
        opened = timezone.localdate(appeal.opens_at)
        first = min(first, opened) if first else opened
    if first is None:
        return []
    last = max([timezone.localdate(now), *counts])
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [(day, counts.get(day, 0)) for day in days]
