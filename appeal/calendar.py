"""The days that matter: those of the appeal itself, and those that organisers add."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from appeal.models import Appeal
from appeal.story import read_in


@dataclass(frozen=True)
class Moment:
    """One entry of the calendar.

    Attributes:
        at: when; the entries stand in this order.
        label: what happens.
        is_past: whether it has happened.
        language: of the label.
        url: a page about it; empty for none.
    """

    at: datetime
    label: str
    is_past: bool
    language: str
    url: str = ""


@dataclass(frozen=True)
class Countdown:
    """How many days are left, by the calendar; None where there is nothing to wait for.

    Attributes:
        to_sign: until signing closes; 0 is "today is the last day".
        to_hearing: until the hearing.
    """

    to_sign: int | None
    to_hearing: int | None


def calendar(appeal: Appeal, *, language: str, now: datetime) -> list[Moment]:
    """Give every day that matters, in order."""
    own = (
        (appeal.opens_at, _("Signing opens")),
        (appeal.closes_at, _("Signing closes, the figure is fixed")),
        (appeal.hearing_at, _("Hearing before the jury")),
    )
    moments = [Moment(at, label, at <= now, language) for at, label in own if at]
    moments += [
        Moment(row.at, row.label, row.at <= now, language=row.language, url=row.url)
        for row in read_in(language, appeal.key_dates.all())
    ]
    return sorted(moments, key=lambda moment: moment.at)


def countdown(appeal: Appeal, *, now: datetime) -> Countdown:
    """Say how many days are left to sign and until the hearing."""
    open_until = appeal.closes_at if appeal.may_be_signed(now) else None
    return Countdown(_days(open_until, now), _days(appeal.hearing_at, now))


def _days(at: datetime | None, now: datetime) -> int | None:
    """Count midnights, as people do: tomorrow is in one day, however early it is."""
    return (localdate(at) - localdate(now)).days if at is not None and at > now else None
