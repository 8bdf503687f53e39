"""What journalists ask first, each answered by one number and a few words."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from signatures.figures.counting import Figures
from signatures.figures.published import OTHER, merged

HOME = "FR"


@dataclass(frozen=True)
class Answer:
    """One line of the page's first list.

    Attributes:
        name: of the question, lasting.
        question: as a heading.
        number: the answer.
        note: what a reader has to know to quote it.
    """

    name: str
    question: str
    number: int
    note: str = ""


def at_a_glance(figures: Figures) -> list[Answer]:
    """Answer what is asked first, in the language of the page.

    Args:
        figures: with their hours.
    """
    now = timezone.localtime(figures.as_of)
    noon = datetime.combine(now.date() - timedelta(days=1), time(12), now.tzinfo)
    counted_now = _("of those counted now")
    answers = [
        Answer("noon", _("Yesterday at noon"), total_at(figures, noon), counted_now),
        Answer(
            "yesterday",
            _("Yesterday, all day"),
            _on(figures, days_ago=1),
            _("signatures verified that day"),
        ),
        Answer("today", _("Today"), _on(figures, days_ago=0), _("the day is not over")),
        *_abroad(figures),
        Answer(
            "removed",
            _("Taken out by the organisers"),
            sum(figures.invalidated.values()),
            _("not in the figure; each with a public reason"),
        ),
        *_withdrawn(figures),
        Answer("under_review", _("Under review"), figures.under_review, _("not counted yet")),
    ]
    if figures.organisations.total:
        answers.append(
            Answer(
                "organisations",
                _("Organisations"),
                figures.organisations.total,
                _("signed as bodies; never added to people"),
            )
        )
    return answers


def _abroad(figures: Figures) -> list[Answer]:
    """Give those from abroad, unless that tells how few people at home are not named.

    Who came since the countries were settled is of none so far, and may be from home.
    """
    if HOME not in dict(merged(figures.by_country)):
        return []
    abroad = sum(count for country, count in figures.by_country if country not in (HOME, OTHER))
    note = _("another country than France, as declared")
    return [Answer("abroad", _("From abroad"), abroad, note)]


def _withdrawn(figures: Figures) -> list[Answer]:
    """Give those who withdrew; no 0, which may be that the appeal keeps nothing of them."""
    if not figures.withdrawn:
        return []
    return [Answer("withdrawn", _("Withdrawn"), figures.withdrawn, _("by their signatories"))]


def total_at(figures: Figures, moment: datetime) -> int:
    """Give how many of those counted now had been verified by `moment`, a full hour."""
    return sum(count for hour, count in figures.by_hour if hour < moment)


def _on(figures: Figures, *, days_ago: int) -> int:
    now = timezone.localtime(figures.as_of)
    day = now.date() - timedelta(days=days_ago)
    return dict(figures.by_day).get(day, 0)
