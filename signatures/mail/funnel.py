"""Read how confirmation mails fare, by day and by domain, at the same cost for any number."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from signatures.models.mail_funnel import MailFunnel, Stage

# How many days the desk looks back; the past of a domain is what lies before yesterday.
WINDOW = timedelta(days=14)
NAMED_DOMAINS = 25
# A hundred thousand people come from ten thousand domains, most of them with one mail.
DOMAINS_READ = 500


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

    def without(self, part: "Fares") -> "Fares":
        """Give what is left when a part is taken off."""
        left = Fares()
        for stage in Stage.values:
            left.add(stage, getattr(self, stage) - getattr(part, stage))
        return left

    @property
    def rate(self) -> float | None:
        """The share of the mails asked for that led to a confirmation; None without any."""
        return min(self.confirmed / self.asked, 1.0) if self.asked > 0 else None


@dataclass
class Funnel:
    """The numbers of a window of days.

    Attributes:
        by_day: newest first, every day of the window.
        recent: today and yesterday, by domain: the `DOMAINS_READ` largest; "" is the rest.
        past: the days before, likewise.
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
        named = [(name, whole[name]) for name in order[:NAMED_DOMAINS]]
        rest = self.total.without(together(fares for _name, fares in named))
        return [*named, ("", rest)] if rest != empty else named


def together(all_fares: Iterable[Fares]) -> Fares:
    """Add up."""
    total = Fares()
    for fares in all_fares:
        for stage in Stage.values:
            total.add(stage, getattr(fares, stage))
    return total


def read_funnel(*, today: date, domain: str | None = None) -> Funnel:
    """Read the last `WINDOW` days.

    Args:
        today: the last day; Europe/Paris.
        domain: of one domain; by default of all.
    """
    days = [today - timedelta(days=back) for back in range(WINDOW.days)]
    rows = MailFunnel.objects.filter(day__gte=days[-1], day__lte=today)
    if domain is not None:
        rows = rows.filter(domain=domain)
    funnel = Funnel(by_day={day: Fares() for day in days})
    by_day = rows.values_list("day", "stage").annotate(number=Sum("value"))
    for day, stage, number in by_day:
        funnel.by_day[day].add(stage, number)
    recent = Q(day__gte=days[1])
    cells = (
        rows.filter(domain__in=_largest(rows))
        .values_list("domain", "stage")
        .annotate(recent=Sum("value", filter=recent), past=Sum("value", filter=~recent))
    )
    for name, stage, now, before in cells:
        funnel.recent.setdefault(name, Fares()).add(stage, now or 0)
        funnel.past.setdefault(name, Fares()).add(stage, before or 0)
    for part, whole in ((funnel.recent, days[:2]), (funnel.past, days[2:])):
        named = together(part.values())
        part[""] = together(funnel.by_day[day] for day in whole).without(named)
    return funnel


def _largest(rows: QuerySet[MailFunnel]) -> list[str]:
    """Name the domains that are looked at one by one: PostgreSQL sorts, whatever their number."""
    asked = Coalesce(Sum("value", filter=Q(stage=Stage.ASKED)), 0)
    domains = rows.exclude(domain="").values("domain").annotate(asked=asked)
    largest = domains.order_by("-asked", "domain")[:DOMAINS_READ]
    return list(largest.values_list("domain", flat=True))
