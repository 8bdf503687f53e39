"""Where each appeal stands, in a few figures: what the desk opens with."""

from dataclasses import dataclass
from datetime import datetime

from appeal.models import Appeal
from appeal.publishing import NoAppealError, current_version, text_in
from signatures.figures.counting import figures


@dataclass(frozen=True)
class Standing:
    """One published appeal; aggregates only, so that the press may see it.

    Attributes:
        appeal: which one.
        title: its title in the language of the reader.
        total: the figure.
        today: how many of them were verified today.
        under_review: how many are held, and therefore not in the figure.
    """

    appeal: Appeal
    title: str
    total: int
    today: int
    under_review: int


def overview(*, language: str, now: datetime) -> list[Standing]:
    """Give every published appeal with its figures, the featured one first."""
    appeals = Appeal.objects.published().order_by("-is_featured", "-created_at")
    return [_standing(appeal, language, now) for appeal in appeals]


def _standing(appeal: Appeal, language: str, now: datetime) -> Standing:
    current = figures(appeal, language=language, now=now)
    try:
        title = text_in(current_version(appeal), language).title
    except NoAppealError:  # open already, but no text is published yet
        title = appeal.slug
    return Standing(
        appeal=appeal,
        title=title,
        total=current.total,
        today=current.today,
        under_review=current.under_review,
    )
