"""Warn the organisers when mail goes wrong in a way that only people can mend."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from signatures.enums import SuppressionReason
from signatures.mail.collapse import collapsed
from signatures.mail.funnel import read_funnel
from signatures.mail.staff import send_each
from signatures.models import MailAlarm, SuppressedAddress
from signatures.models.mail_alarm import AlarmKind

logger = logging.getLogger(__name__)

# So many "not me" and complaints within an hour are a burst: somebody signs for others.
BURST = 10
BURST_WITHIN = timedelta(hours=1)
# How long an alarm stands before the same trouble raises another.
STANDS = {AlarmKind.UNWANTED: timedelta(hours=6), AlarmKind.COLLAPSE: timedelta(hours=24)}
SHOWN = timedelta(hours=24)
# Who holds this permission can do something about it.
_WARNED = "resend_email"
_LOCK = 7_263_451


def watch(now: datetime) -> list[MailAlarm]:
    """Look for trouble and warn the organisers; called every few minutes.

    Returns:
        The alarms that this call raised.
    """
    with transaction.atomic():
        raised = _raise_alarms(now) if _alone() else []
    for alarm in MailAlarm.objects.filter(mailed_at=None, raised_at__gt=now - SHOWN):
        try:
            _warn(alarm)
        except OSError as error:  # smtplib's errors are among them
            logger.warning("alarm %s not mailed: %s", alarm.pk, type(error).__name__)
        else:
            MailAlarm.objects.filter(pk=alarm.pk).update(mailed_at=now)
    return raised


def standing(now: datetime) -> list[MailAlarm]:
    """Give the alarms of the last day, the newest first."""
    recent = MailAlarm.objects.filter(raised_at__gt=now - SHOWN)
    return list(recent.order_by("-raised_at", "-pk")[:20])


def unwanted(now: datetime) -> int:
    """Count the "not me" and the complaints of the last hour."""
    return SuppressedAddress.objects.filter(
        reason__in=(SuppressionReason.NOT_ME, SuppressionReason.COMPLAINT),
        created_at__gt=now - BURST_WITHIN,
    ).count()


def _alone() -> bool:
    """Have one watcher at a time; another one has nothing to add."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _raise_alarms(now: datetime) -> list[MailAlarm]:
    found = [
        (AlarmKind.COLLAPSE, one.domain, one.recent.asked)
        for one in collapsed(read_funnel(today=timezone.localdate(now)))
    ]
    number = unwanted(now)
    if number >= BURST:
        found.append((AlarmKind.UNWANTED, "", number))
    return [
        MailAlarm.objects.create(kind=kind, domain=domain, number=number)
        for kind, domain, number in found
        if not MailAlarm.objects.filter(
            kind=kind, domain=domain, raised_at__gt=now - STANDS[kind]
        ).exists()
    ]


def _warn(alarm: MailAlarm) -> None:
    """Mail the organisers and administrators."""
    warned = Q(is_superuser=True) | Q(groups__permissions__codename=_WARNED)
    people = User.objects.filter(warned, is_active=True).distinct()
    desk = f"{settings.SITE_URL}{reverse('mail_desk:desk')}"
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Mail desk: %s") % alarm.get_kind_display()
        text = render_to_string("emails/alarm.txt", {"alarm": alarm, "desk": desk})
    send_each(people, subject, text)
