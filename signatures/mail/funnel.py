"""Read how confirmation mails fare, by day and by domain, at the same cost for any number."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Sum

from appeal.models import Appeal
from signatures.models.mail_funnel import MailFunnel, Stage

# How many days the desk looks back; the past of a domain is what lies before yesterday.
WINDOW = timedelta(days=14)
NAMED_DOMAINS = 25
# Domains are forgotten after this time: a small one may be one person's.
DOMAINS_KEPT = timedelta(days=35)


@dataclass
class Fares:
    """How many mails reached each stage."""

    asked: int = 0
    sent: int = 0
    bounced: int = 0
    dead: int = 0
    opened: int = 0
    confirmed: int = 0

    def add(self, stage: str, number: int) -> None:
        """Count `number` more at a stage."""
        setattr(self, stage, getattr(self, stage) + number)

    @property
    def rate(self) -> float | None:
        """The share of the mails asked for that led to a confirmation; None without any."""
        return min(self.confirmed / self.asked, 1.0) if self.asked > 0 else None


@dataclass
class Funnel:
    """The numbers of a window of days.

    Attributes:
        by_day: newest first, every day of the window.
        recent: today and yesterday, by domain.
        past: the days before, by domain.
    """

    by_day: dict[date, Fares]
    recent: dict[str, Fares] = field(default_factory=dict)
    past: dict[str, Fares] = field(default_factory=dict)

    @property
    def total(self) -> Fares:
        """All of the window."""
        return together(self.by_day.values())

    def by_domain(self) -> list[tuple[str, Fares]]:
        """Give the domains with the most mails in the window; the rest last, as ""."""
        names = {*self.recent, *self.past} - {""}
        empty = Fares()
        whole = {
            name: together((self.recent.get(name, empty), self.past.get(name, empty)))
            for name in names
        }
        order = sorted(whole, key=lambda name: (-whole[name].asked, name))
        rest = [whole[name] for name in order[NAMED_DOMAINS:]]
        rest += [fares[""] for fares in (self.recent, self.past) if "" in fares]
        named = [(name, whole[name]) for name in order[:NAMED_DOMAINS]]
        return [*named, ("", together(rest))] if rest else named


def together(all_fares: Iterable[Fares]) -> Fares:
    """Add up."""
    total = Fares()
    for fares in all_fares:
        for stage in Stage.values:
            total.add(stage, getattr(fares, stage))
    return total


def read_funnel(*, today: date, appeal: Appeal | None = None) -> Funnel:
    """Read the last `WINDOW` days.

    Args:
        today: the last day; Europe/Paris.
        appeal: of one appeal; by default of all.
    """
    days = [today - timedelta(days=back) for back in range(WINDOW.days)]
    funnel = Funnel(by_day={day: Fares() for day in days})
    rows = MailFunnel.objects.filter(day__gte=days[-1], day__lte=today)
    if appeal is not None:
        rows = rows.filter(appeal=appeal)
    cells = rows.values_list("day", "domain", "stage").annotate(number=Sum("value"))
    for day, domain, stage, number in cells:
        funnel.by_day[day].add(stage, number)
        part = funnel.recent if day >= today - timedelta(days=1) else funnel.past
        part.setdefault(domain, Fares()).add(stage, number)
    return funnel


@transaction.atomic
def fold_old(today: date) -> int:
    """Forget the domains of days long gone; the days keep their numbers.

    Returns:
        How many rows were put together.
    """
    until = today - DOMAINS_KEPT
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH folded AS (
                DELETE FROM signatures_mailfunnel WHERE day < %s AND domain <> ''
                RETURNING appeal_id, day, stage, value
            )
            INSERT INTO signatures_mailfunnel AS funnel
                (appeal_id, day, domain, stage, shard, value)
            SELECT appeal_id, day, '', stage, 0, sum(value) FROM folded GROUP BY 1, 2, 4
            ON CONFLICT (appeal_id, day, domain, stage, shard)
            DO UPDATE SET value = funnel.value + excluded.value
            """,
            [until],
        )
        return int(cursor.rowcount)
