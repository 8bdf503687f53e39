"""Mail to staff: past the switch, counted, and paid for at the provider's pace (docs/adr/0036).

Invitations, links for a new password, notices and warnings are sent while somebody waits, and
most of all when something is wrong: no stop holds them. They go to accounts of the desk and
to nobody else, so that the outbox stays the one way to everybody else.
"""

import logging
import smtplib
from collections.abc import Iterable, Sequence
from email.utils import make_msgid
from functools import partial

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import EmailMessage, mailers, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from signatures.addresses import domain_of
from signatures.mail import pacing
from signatures.mail.deadline import deadline
from signatures.models import StaffMail
from signatures.models.clock import database_now

logger = logging.getLogger(__name__)

# Seconds: a person waits in front of the page, and a web process lives fifteen.
MESSAGE_DEADLINE = 10.0


class EmailBackend(BaseEmailBackend):
    """Sends at once, by the mail server or the provider that the outbox has."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send, and note what left; returns how many messages.

        Raises:
            OSError: the mail server is away, or refuses; smtplib's errors are among them.
        """
        relay = mailers["outbox"]
        sent = 0
        for message in email_messages:
            _complete(message)
            with deadline(relay, MESSAGE_DEADLINE):
                sent += relay.send_messages([message]) or 0
            domains = [domain_of(address.lower()) for address in message.recipients()]
            # After the caller's transaction: a row that all mail waits for is held for a moment.
            transaction.on_commit(partial(note, domains), robust=True)
        return sent


def _complete(message: EmailMessage) -> None:
    """Give a message the headers that it has not: no name of this machine is in them.

    Django's own Message-ID would name the container; and no holiday notice is to answer.
    """
    given = {name.lower() for name in message.extra_headers}
    headers = {
        "Message-ID": make_msgid(domain=settings.SITE_HOST),
        "Auto-Submitted": "auto-generated",
    }
    missing = {name: value for name, value in headers.items() if name.lower() not in given}
    message.extra_headers = {**message.extra_headers, **missing}


def send_each(people: Iterable[User], subject: str, text: str) -> None:
    """Write the same to several accounts, one message each, so that none sees the others.

    Whom the server refuses is logged and passed over: the others would otherwise get it again
    each time that the caller tries again. A server that is silent is not asked again for each.

    Raises:
        OSError: nobody could be written to; the last reason.
        AnymailError: the same, where a provider's API said so without a request.
    """
    sent, last = 0, None
    for person in people:
        try:
            sent += send_mail(subject, text, None, [person.email])
        except (OSError, AnymailError) as error:  # smtplib's errors are among them
            logger.warning("mail to account %s: %s", person.pk, type(error).__name__)
            last = error
            if not (sent or _is_answer(error)):
                break
    if last is not None and not sent:
        raise last


def _is_answer(error: Exception) -> bool:
    """Say whether the mail server spoke: another recipient may fare better."""
    return isinstance(
        error, (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, AnymailError)
    )


@transaction.atomic
def note(domains: list[str]) -> None:
    """Count mails to staff that have left, and take their share of each provider's pace.

    Args:
        domains: the recipient's, of each.
    """
    today = timezone.localdate(database_now())
    StaffMail.objects.bulk_create([StaffMail(day=today)], ignore_conflicts=True)
    StaffMail.objects.filter(day=today).update(number=F("number") + len(domains))
    pacing.take_for(domains)


def sent_today() -> int:
    """Give how many mails have gone to staff today."""
    today = timezone.localdate(database_now())
    return StaffMail.objects.filter(day=today).values_list("number", flat=True).first() or 0
