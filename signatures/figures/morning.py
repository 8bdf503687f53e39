"""The figures by mail each morning, for the members of staff who asked for them.

Sums only, as on the press page. The day is written down before the mail leaves: a process
that dies in between costs one mail of one morning, and nobody gets two.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from accounts.models import User
from appeal.enums import AppealState
from appeal.models import Appeal
from appeal.publishing import NoAppealError, current_version, text_in
from signatures.figures.glance import at_a_glance
from signatures.figures.sentences import number, sentence
from signatures.figures.settled import public_figures
from signatures.models import MorningMail

logger = logging.getLogger(__name__)

_PERMISSION = "signatures.view_figures"


def ask_for_mornings(person: User, *, hour: int, language: str, now: datetime) -> None:
    """Send `person` the figures each morning from now on, or at another hour than before.

    Args:
        person: a member of staff.
        hour: in the site's time; when it has passed today, the first mail comes tomorrow.
        language: of the mails.
        now: the database's time.
    """
    local = timezone.localtime(now)
    today = local.date() if local.hour >= hour else None
    MorningMail.objects.update_or_create(
        person=person, defaults={"hour": hour, "language": language, "sent_on": today}
    )


def end_mornings(person: User) -> None:
    """Send `person` no figures any more."""
    MorningMail.objects.filter(person=person).delete()


def send_due(now: datetime) -> int:
    """Send this morning's figures to whose hour has come; gives how many.

    Args:
        now: the database's time.
    """
    local = timezone.localtime(now)
    today = local.date()
    not_yet = Q(sent_on__isnull=True) | Q(sent_on__lt=today)
    due = MorningMail.objects.filter(not_yet, hour__lte=local.hour).select_related("person")
    sent = 0
    for wish in due:
        person = wish.person
        if not (person.is_active and person.has_perm(_PERMISSION)):
            continue
        # Whoever changes the row sends the mail: two workers meet here.
        if not MorningMail.objects.filter(not_yet, pk=wish.pk).update(sent_on=today):
            continue
        try:
            sent += _send(wish, now)
        except OSError as error:  # smtplib's errors are among them
            logger.warning("morning figures not mailed: %s", type(error).__name__)
            MorningMail.objects.filter(pk=wish.pk, sent_on=today).update(sent_on=wish.sent_on)
    return sent


def _send(wish: MorningMail, now: datetime) -> int:
    appeals = Appeal.objects.published().exclude(state=AppealState.ARCHIVED)
    sent = 0
    with translation.override(wish.language):
        for appeal in appeals.order_by("-is_featured", "-created_at"):
            try:
                subject, text = _letter(appeal, wish.language, now)
            except NoAppealError:  # no text is published yet
                continue
            send_mail(subject, text, None, [wish.person.email])
            sent += 1
    return sent


def _letter(appeal: Appeal, language: str, now: datetime) -> tuple[str, str]:
    """Give subject and text, in `language`."""
    current = public_figures(appeal, language=language, now=now, hours=True)
    title = text_in(current_version(appeal), language)
    subject = ngettext(
        "%(total)s verified signature – %(title)s",
        "%(total)s verified signatures – %(title)s",
        current.total,
    ) % {
        "total": number(current.total, language),
        "title": title.short_title,
    }
    context = {
        "figures": current,
        "now": now,
        "title": title.title,
        "answers": at_a_glance(current),
        "sentence": sentence(current.total, title=title.title, taken_at=now, language=language),
        "page": settings.SITE_URL + reverse("signatures:figures", args=[appeal.slug]),
        "desk": settings.SITE_URL + reverse("admin:signatures_snapshot_add"),
        "change": settings.SITE_URL + reverse("admin:signatures_morning_mail"),
    }
    return subject, render_to_string("emails/morning_figures.txt", context)
