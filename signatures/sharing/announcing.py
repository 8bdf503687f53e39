"""Note the round numbers that the count has passed, and tell the organisers once."""

import logging
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from appeal.models import Appeal
from appeal.publishing import current_letter
from signatures.figures.counting import figures, total
from signatures.figures.milestones import rounds_up_to
from signatures.figures.sentences import number
from signatures.mail.staff import send_each
from signatures.models import Milestone

logger = logging.getLogger(__name__)

# Who may change appeals may want to thank people.
_TOLD = "change_appeal"


def note_milestones(now: datetime) -> list[Milestone]:
    """Note every round number that was passed since the last look, for each public appeal.

    A look reads the tally and writes nothing but what is new, so it costs the same at any
    size and no confirmation waits for it. Two looks at once note each number once.

    Returns:
        The milestones of today that this call noted.
    """
    noted = []
    for appeal in Appeal.objects.published():
        reached = rounds_up_to(total(appeal))
        known = set(Milestone.objects.filter(appeal=appeal).values_list("number", flat=True))
        if missing := [one for one in reached if one not in known]:
            noted += _note(appeal, missing, now)
    return noted


def reached(appeal: Appeal, *, limit: int) -> list[Milestone]:
    """Give the last milestones of an appeal, the largest first."""
    return list(Milestone.objects.filter(appeal=appeal).order_by("-number")[:limit])


def announce(now: datetime) -> None:
    """Mail the organisers what was noted and not yet told; try again at the next look."""
    for milestone in Milestone.objects.filter(announced_at=None).select_related("appeal"):
        try:
            _tell(milestone)
        except OSError as error:  # smtplib's errors are among them
            logger.warning("milestone %s not mailed: %s", milestone.pk, type(error).__name__)
        else:
            Milestone.objects.filter(pk=milestone.pk).update(announced_at=now)


def _note(appeal: Appeal, missing: list[int], now: datetime) -> list[Milestone]:
    today = timezone.localdate(now)
    days = _days(appeal, missing, now)
    rows = [
        Milestone(
            appeal=appeal,
            number=one,
            reached_at=now if days[one] == today else _end_of(days[one]),
            announced_at=None if days[one] == today else now,
        )
        for one in missing
    ]
    Milestone.objects.bulk_create(rows, ignore_conflicts=True)
    return [row for row in rows if row.announced_at is None]


def _days(appeal: Appeal, numbers: list[int], now: datetime) -> dict[int, date]:
    """Find the day on which the count as it is now came to each number."""
    by_day = figures(appeal, language=settings.LANGUAGE_CODE, now=now).by_day
    sums = list(accumulate(count for _day, count in by_day))
    today = timezone.localdate(now)
    return {
        one: next((day for (day, _n), sum_ in zip(by_day, sums, strict=True) if sum_ >= one), today)
        for one in numbers
    }


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max)) - timedelta(minutes=1)


def _tell(milestone: Milestone) -> None:
    """Mail each organiser and administrator."""
    told = Q(is_superuser=True) | Q(groups__permissions__codename=_TOLD)
    people = User.objects.filter(told, is_active=True).distinct()
    language = settings.LANGUAGE_CODE
    with translation.override(language):
        letter = current_letter(milestone.appeal, language)
        figure = number(milestone.number, language)
        subject = _("%(number)s signatures: %(title)s") % {
            "number": figure,
            "title": letter.short_title,
        }
        address = reverse("signatures:share", args=[milestone.appeal.slug])
        context = {
            "title": letter.title,
            "figure": figure,
            "milestone": milestone,
            "share": f"{settings.SITE_URL}{address}",
        }
        text = render_to_string("emails/milestone.txt", context)
    send_each(people, subject, text)
