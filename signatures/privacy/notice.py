"""Before an appeal's clock erases its names: the organisers are told, by mail and at the desk.

What they want of the names they have to export before (R-63). A process that dies between
the note and the mail costs one person one of two mails; nobody gets the same one twice.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from appeal.models import Appeal
from appeal.titles import title_of, titled
from signatures.models import ErasureNotice

logger = logging.getLogger(__name__)

# Days before the erasure on which a mail is due.
FIRST, LAST = 14, 2
# Who may change the dates, and export or have exported.
_TOLD = "change_appeal"


@dataclass(frozen=True)
class Ending:
    """An appeal whose names will soon be erased.

    Attributes:
        appeal: with its title.
        on: the day, in the site's time.
        days: midnights until then.
    """

    appeal: Appeal
    on: date
    days: int


def endings(now: datetime) -> list[Ending]:
    """Give the appeals whose names go within `FIRST` days, the next one first.

    Args:
        now: the database's time.
    """
    today = localdate(now)
    found = []
    for appeal in titled().published():
        on = localdate(appeal.kept_until)
        days = (on - today).days
        if appeal.kept_until > now and days <= FIRST:
            found.append(Ending(appeal, on, days))
    return sorted(found, key=lambda ending: ending.on)


def tell_organisers(now: datetime) -> int:
    """Mail each organiser and administrator what is due and was not told; gives how many.

    A day on which this did not run, or found no mail server, is made up for on the next.

    Args:
        now: the database's time.
    """
    told = Q(is_superuser=True) | Q(groups__permissions__codename=_TOLD)
    people = list(User.objects.filter(told, is_active=True).distinct())
    return sum(_tell(person, ending) for ending in endings(now) for person in people)


def _tell(person: User, ending: Ending) -> int:
    # Whoever makes the row sends the mail: two workers meet here.
    notice, is_new = ErasureNotice.objects.get_or_create(
        person=person,
        appeal=ending.appeal,
        erased_on=ending.on,
        days=LAST if ending.days <= LAST else FIRST,
    )
    if not is_new:
        return 0
    subject, text = _letter(ending)
    try:
        send_mail(subject, text, None, [person.email])
    except OSError as error:  # smtplib's errors are among them
        logger.warning("erasure of appeal %s not told: %s", ending.appeal.pk, type(error).__name__)
        notice.delete()
        return 0
    return 1


def _letter(ending: Ending) -> tuple[str, str]:
    """Give subject and text, in every language: nobody knows which one a colleague reads."""
    addresses = {
        "signatures": reverse("admin:signatures_signature_export"),
        "organisations": reverse("admin:signatures_bodysignature_export"),
        "dossier": reverse("dossier:dossier"),
        "dates": reverse("admin:appeal_appeal_change", args=[ending.appeal.pk]),
    }
    links = {name: f"{settings.SITE_URL}{path}" for name, path in addresses.items()}
    subjects, texts = [], []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            day = date_format(ending.on)
            subjects.append(_("Names will be erased on %(date)s") % {"date": day})
            context = {"title": title_of(ending.appeal), "date": day, "links": links}
            texts.append(render_to_string("emails/erasure.txt", context).strip())
    return " / ".join(subjects), "\n\n* * *\n\n".join(texts) + "\n"
