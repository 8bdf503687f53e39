"""The outbox: promise a mail, take what is due, say how it ended (docs/adr/0002).

The rows are the truth. A worker claims some in a short transaction, sends outside any
transaction, and marks each at once. Whatever dies in between, the row is due again when
its lease ends; at worst one mail goes out twice, with the same link and Message-ID.
"""

import random
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from accounts.audit import record
from signatures.addresses import domain_of
from signatures.enums import EmailKind, EmailState, SignatureStatus
from signatures.mail import pacing, switch
from signatures.models import (
    BodySignature,
    Newsletter,
    OutboundEmail,
    Signature,
    SuppressedAddress,
)
from signatures.models.in_order import in_order
from signatures.tokens import LINK_LIFETIME

# Longer than a worker may keep what it claimed (delivery.TIME_BUDGET and MESSAGE_DEADLINE),
# and short enough that what a killed one leaves behind arrives within a minute.
LEASE = timedelta(seconds=45)
MAX_ATTEMPTS = 8
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=6)
# How many rows are passed over in one step while looking for mails that may go.
LONGEST_LOOK = 1000
SERVER_RETRY = timedelta(seconds=10)
# What is said of a confirmation whose signature was taken out of the count, and for how long it
# is set aside each time.
TAKEN_OUT = "taken out of the count"
SET_ASIDE = timedelta(hours=1)
_IS_TAKEN_OUT = Q(kind=EmailKind.CONFIRM, signature__status=SignatureStatus.INVALIDATED)
# Mails that nobody waits for any more after the life of their links.
_FOR_THE_LINK = (
    EmailKind.CONFIRM,
    EmailKind.REMINDER,
    EmailKind.MANAGE,
    EmailKind.BODY_CONFIRM,
    EmailKind.BODY_MANAGE,
)
_JITTER = 0.2
# Seconds between the attempts to record what was sent: a restart of PostgreSQL takes two.
_PAUSES_WHILE_AWAY = (0.0, 1.0, 3.0)


def enqueue(
    *,
    signature: Signature | BodySignature,
    kind: EmailKind,
    recipient_key: bytes,
    dedupe_key: str,
    due_at: datetime,
    newsletter: Newsletter | None = None,
) -> None:
    """Promise a mail, in the transaction of what causes it.

    Args:
        signature: a person's or an organisation's; the text is made from it at sending time.
        kind: which mail.
        recipient_key: the address's keyed hash, for the limits.
        dedupe_key: names the cause; the same cause promises one mail only.
        due_at: not before this moment.
        newsletter: what is written in it, where it is news.
    """
    OutboundEmail.objects.bulk_create(
        [
            OutboundEmail(
                signature=signature if isinstance(signature, Signature) else None,
                body=signature if isinstance(signature, BodySignature) else None,
                kind=kind,
                recipient_key=recipient_key,
                recipient_domain=domain_of(signature.canonical_email),
                dedupe_key=dedupe_key,
                due_at=due_at,
                newsletter=newsletter,
            )
        ],
        ignore_conflicts=True,
    )


def claim(*, limit: int) -> list[OutboundEmail]:
    """Take up to `limit` mails that are due, oldest first, and lease them to the caller.

    Other workers skip the rows being taken, and find them again when the lease ends. The
    attempt is counted now, so that a mail which kills its worker cannot do so for ever: one
    whose lease ended without a word is tried alone from then on, and at last given up.

    Empty when nothing is due, or when the mail is stopped. What its provider's pace puts
    off, and what asks to confirm an invalidated signature, is passed over, in larger steps
    each time.
    """
    look_at = limit
    while not switch.is_stopped():
        with transaction.atomic():
            due = list(
                OutboundEmail.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(state=EmailState.QUEUED, due_at__lte=Now())
                .annotate(is_taken_out=_IS_TAKEN_OUT)
                .order_by("due_at", "pk")[:look_at]
            )
            wanted = _set_aside(due)
            # After long looks a few tokens may be taken for nobody: slower, never faster.
            ids = [email.pk for email in pacing.admit(_worth_trying(wanted))][:limit]
            OutboundEmail.objects.filter(pk__in=ids).update(
                due_at=Now() + LEASE, attempts=F("attempts") + 1, last_error=""
            )
        if ids or not due:
            break
        look_at = min(look_at * 4, LONGEST_LOOK)
    else:
        return []
    claimed = (
        OutboundEmail.objects.filter(pk__in=ids)
        .select_related(
            "signature__appeal",
            "signature__version",
            "body__appeal",
            "body__version",
            "newsletter__appeal",
        )
        .prefetch_related("signature__version__texts", "body__version__texts")
    )
    return sorted(claimed, key=lambda email: ids.index(email.pk))


def _set_aside(due: Sequence[OutboundEmail]) -> list[OutboundEmail]:
    """Put off what asks to confirm an invalidated signature; give the others.

    A forged wave goes out to nobody any more, and takes no tokens from real people's mails.
    The rows stay: an undo makes the signatures wait for their mails again.
    """
    aside = {email.pk for email in due if email.is_taken_out}  # type: ignore[attr-defined]
    OutboundEmail.objects.filter(pk__in=aside).update(
        due_at=Now() + SET_ASIDE, last_error=TAKEN_OUT
    )
    return [email for email in due if email.pk not in aside]


def _worth_trying(due: list[OutboundEmail]) -> list[OutboundEmail]:
    """Give one of those whose worker fell silent, if there are any, else all."""
    silent = [email for email in due if email.attempts and not email.last_error]
    for email in silent:
        if email.attempts >= MAX_ATTEMPTS:
            mark_failed(email, "its worker died each time")
            due.remove(email)
    return [email for email in due if email in silent][:1] or due


def mark_sent(email: OutboundEmail) -> None:
    """Record that the mail server took responsibility for this mail.

    On a new connection when this one was cut meanwhile (R-34, R-36): what is not recorded now
    goes out a second time.
    """
    for pause in (*_PAUSES_WHILE_AWAY, None):
        try:
            OutboundEmail.objects.filter(pk=email.pk).update(
                state=EmailState.SENT, sent_at=Now(), due_at=Now(), last_error=""
            )
        except (OperationalError, InterfaceError):
            if pause is None or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)
        else:
            return


def mark_bounced(email: OutboundEmail, error: str) -> None:
    """Record that this address is refused for good: no further attempt."""
    OutboundEmail.objects.filter(pk=email.pk, state=EmailState.QUEUED).update(
        state=EmailState.BOUNCED, last_error=error[:200]
    )


def drop(email: OutboundEmail) -> None:
    """Forget a mail that nobody wants any more; see `mail/wanted`."""
    OutboundEmail.objects.filter(pk=email.pk, state=EmailState.QUEUED).delete()


def mark_failed(email: OutboundEmail, error: str) -> None:
    """Record a passing failure: due again after a growing pause, at last given up."""
    leased = _still_leased([email])
    if email.attempts >= MAX_ATTEMPTS:
        leased.update(state=EmailState.DEAD, last_error=error[:200])
        return
    leased.update(due_at=Now() + retry_pause(email.attempts), last_error=error[:200])


@transaction.atomic
def release(emails: list[OutboundEmail], *, after: timedelta, error: str = "") -> None:
    """Give mails back untried: the mail server is away, or the time is up.

    The attempt does not count: an outage of hours must not kill a single mail.
    """
    in_order(_still_leased(emails)).update(
        due_at=Now() + after, attempts=F("attempts") - 1, last_error=error[:200]
    )


def _still_leased(emails: list[OutboundEmail]) -> QuerySet[OutboundEmail]:
    """Give those rows that nobody has claimed since these copies of them were read.

    A worker may be frozen for minutes and wake up long after its lease: what another one is
    sending by now is no longer its own to give back or to give up. The end of the lease is
    the mark: each claim moves it.
    """
    return OutboundEmail.objects.filter(
        pk__in=[email.pk for email in emails],
        due_at__in={email.due_at for email in emails},
        state=EmailState.QUEUED,
    )


@transaction.atomic
def revive(emails: QuerySet[OutboundEmail]) -> int:
    """Put mails that were given up or refused back into the queue; returns how many.

    Not to an address that gets no mail: the mail desk says why, and lifts a bounce. Nor what was
    asked for longer ago than its links last: nobody waits for it any more.
    """
    suppressed = SuppressedAddress.objects.filter(recipient_key=OuterRef("recipient_key"))
    ended = Q(kind__in=_FOR_THE_LINK, created_at__lte=Now() - LINK_LIFETIME)
    failed = emails.filter(
        ~ended, ~Exists(suppressed), state__in=(EmailState.BOUNCED, EmailState.DEAD)
    )
    number = in_order(failed).update(
        state=EmailState.QUEUED, due_at=Now(), attempts=0, sent_at=None, last_error=""
    )
    if number:
        record("mail.revive", after={"number": number})
    return number


def retry_pause(attempts: int) -> timedelta:
    """Give the pause after so many attempts: 30 s, three times as long each time, ± 20 %.

    Eight attempts span nine hours, so that a server which defers strangers for a while,
    or is in trouble for an afternoon, costs nobody's mail.
    """
    pause: timedelta = min(FIRST_RETRY * 3.0 ** (attempts - 1), LONGEST_RETRY)
    return pause * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 -- not a secret
