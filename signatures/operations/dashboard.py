"""What the organisers see first: today, the last hours, the funnel, what waits and how long.

Every number is read from sums that the database keeps (`Tally`, `Hour`) or from the first
entry of an index: a million signatures cost what a thousand do.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from appeal.models import Appeal
from signatures.enums import EmailState, ModerationStatus, SignatureStatus
from signatures.figures.counting import Figures, figures
from signatures.figures.published import OTHER, merged
from signatures.figures.settled import public_figures
from signatures.mail.backlog import backlog
from signatures.models import Hour, OutboundEmail, Signature

HOURS_SHOWN = 48
FUNNEL_DAYS = 7
MOST_COUNTED = 1000
MOST_SOURCES = 12


@dataclass(frozen=True)
class Funnel:
    """How many of those who sent the form found the mail and pressed the button.

    Attributes:
        asked: forms sent in the time looked at.
        answered: how many of them were confirmed up to now.
    """

    asked: int
    answered: int

    @property
    def percent(self) -> int | None:
        """Give the share that was confirmed, rounded down; none when nobody asked."""
        return self.answered * 100 // self.asked if self.asked else None


@dataclass(frozen=True)
class Dashboard:
    """One appeal at one moment; aggregates only, so that the press may see it.

    Attributes:
        figures: the figure and its breakdowns.
        today: signatures of today in the figure.
        by_hour: confirmations in each of the last 48 hours, the running one last.
        funnel: of the last seven days.
    """

    figures: Figures
    today: int
    by_hour: list[tuple[datetime, int]]
    funnel: Funnel


@dataclass(frozen=True)
class Waiting:
    """One queue.

    Attributes:
        count: how many wait; counted to `MOST_COUNTED` and one, and no further.
        since: when the oldest came; none when nothing waits.
    """

    count: int
    since: datetime | None

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > MOST_COUNTED


def dashboard(appeal: Appeal, *, language: str, now: datetime, may_see_few: bool) -> Dashboard:
    """Give what happened under `appeal`, up to `now`, in the language of the reader.

    Args:
        appeal: which.
        language: in which categories are named.
        now: the database's time.
        may_see_few: as for `sources`.
    """
    read = figures if may_see_few else public_figures
    current = read(appeal, language=language, now=now)
    return Dashboard(
        figures=current,
        # Every day up to today is in the list; the last one is today.
        today=current.today,
        by_hour=_by_hour(appeal, now),
        funnel=_funnel(appeal, now),
    )


def sources(current: Figures, *, may_see_few: bool) -> list[tuple[str, int]]:
    """Say where signatures come from, in words, the many first and all in all.

    Args:
        current: the figures.
        may_see_few: whether a code of fewer than five people is named. Who sees signatures
            sees them one by one anyway; the press sees what is published.
    """
    cells = current.by_channel if may_see_few else merged(current.by_channel)
    named = [(code, count) for code, count in cells if may_see_few or code != OTHER]
    shown = [(code or _("without a code"), count) for code, count in named[:MOST_SOURCES]]
    rest = sum(count for _code, count in cells) - sum(count for _code, count in shown)
    return [*shown, (_("other codes, together"), rest)] if rest else shown


def held(appeal: Appeal) -> Waiting:
    """Say how many signatures under `appeal` wait for a decision, and since when."""
    return _waiting(
        Signature.objects.filter(
            appeal=appeal, moderation=ModerationStatus.HELD, status=SignatureStatus.VERIFIED
        ).order_by("created_at", "pk")
    )


def unsent(now: datetime) -> Waiting:
    """Say how many mails are due and not sent, and since when."""
    queue = backlog(now)
    return Waiting(queue.due, since=now - queue.oldest_age if queue.due else None)


def undelivered() -> Waiting:
    """Say how many mails were refused or given up, and since when."""
    failed = OutboundEmail.objects.filter(state__in=(EmailState.BOUNCED, EmailState.DEAD))
    return _waiting(failed.order_by("pk"))


def _waiting(rows: QuerySet[Any]) -> Waiting:
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    return Waiting(count, since=rows.values_list("created_at", flat=True).first())


def _by_hour(appeal: Appeal, now: datetime) -> list[tuple[datetime, int]]:
    """Fill the hours without a confirmation: a gap in a chart would be a false statement."""
    this_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    hours = [this_hour - timedelta(hours=ago) for ago in reversed(range(HOURS_SHOWN))]
    rows = Hour.objects.filter(appeal=appeal, hour__gte=hours[0]).values_list("hour")
    counts = dict(rows.annotate(number=Sum("verified")))
    return [(hour, counts.get(hour, 0)) for hour in hours]


def _funnel(appeal: Appeal, now: datetime) -> Funnel:
    rows = Hour.objects.filter(appeal=appeal, hour__gte=now - timedelta(days=FUNNEL_DAYS))
    sums = rows.aggregate(asked=Sum("asked"), answered=Sum("answered"))
    return Funnel(asked=sums["asked"] or 0, answered=sums["answered"] or 0)
