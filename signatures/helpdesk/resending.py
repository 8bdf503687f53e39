"""Send a whole domain its links again: once its mail filter lets our mail pass (R-05).

A background job, because a large provider has tens of thousands of people. Each address keeps
its limits; whose mail still waits in the queue gets no second one; and the mails leave spread
over time, so that whoever signs meanwhile does not stand behind them.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.audit import record
from accounts.models import User
from signatures.addresses import domain_of, recipient_key
from signatures.desk.jobs import JobKind, progress, request_job
from signatures.enums import EmailState, SignatureStatus
from signatures.mail.links import LinkOutcome, send_link
from signatures.mail.nudge import wake_outbox
from signatures.models import Job, OutboundEmail, Signature
from signatures.models.clock import database_now
from signatures.privacy.retention import UNCONFIRMED_KEPT
from signatures.risk.limits import lock_recipient

CODE = "resend-domain"
# So far apart the mails leave: 36,000 in an hour.
APART = timedelta(seconds=0.1)
# Rows that one slice looks at, in the order of an index; few of them are of one domain.
_SLICE = 400


@transaction.atomic
def request_resend(domain: str, *, by: User) -> Job:
    """Ask for it; while one is at work for this domain, asking again gives that one."""
    job = request_job(kind=CODE, parameters={"domain": domain}, by=by, key=domain[:80])
    record("mail.resend_domain", target=job, after={"domain": domain}, by=by)
    return job


def _step(job: Job) -> dict[str, Any] | None:
    now = database_now()
    if not job.cursor:
        job.cursor = {"at": (now - UNCONFIRMED_KEPT).isoformat(), "id": 0, "until": now.isoformat()}
    rows = list(_unconfirmed(job.cursor)[:_SLICE])
    outcomes = Counter(job.cursor.get("outcomes", {}))
    if not rows:
        return {"outcomes": dict(outcomes)}
    there = [pk for pk, _at, address in rows if domain_of(address) == job.parameters["domain"]]
    outcomes += _send(there, later=APART * outcomes[LinkOutcome.QUEUED], now=now)
    last, at, _address = rows[-1]
    cursor = {**job.cursor, "at": at.isoformat(), "id": last, "outcomes": dict(outcomes)}
    progress(job, done=outcomes.total(), cursor=cursor)
    return None


def _unconfirmed(cursor: dict[str, Any]) -> QuerySet[Signature, tuple[int, datetime, str]]:
    """Give the next who have not confirmed, of all domains, in the order of an index."""
    at = cursor["at"]
    waiting = Signature.objects.filter(
        status=SignatureStatus.PENDING, created_at__gte=at, created_at__lt=cursor["until"]
    )
    return (
        waiting.exclude(created_at=at, pk__lte=cursor["id"])
        .order_by("created_at", "pk")
        .values_list("pk", "created_at", "canonical_email")
    )


def _send(ids: list[int], *, later: timedelta, now: datetime) -> Counter[str]:
    """Promise a mail to each address that none waits for; the last signature of it is meant."""
    queued = OutboundEmail.objects.filter(signature=OuterRef("pk"), state=EmailState.QUEUED)
    newer = Signature.objects.filter(
        canonical_email=OuterRef("canonical_email"),
        appeal=OuterRef("appeal"),
        status=SignatureStatus.PENDING,
        pk__gt=OuterRef("pk"),
    )
    meant = Signature.objects.filter(~Exists(queued), ~Exists(newer), pk__in=ids)
    people = list(meant.select_related("appeal").order_by("pk"))
    # All of them before the first row is written: who signs at this moment holds one of these
    # and waits for the numbers of the funnel that writing moves.
    for key in sorted(recipient_key(person.canonical_email) for person in people):
        lock_recipient(key)
    outcomes: Counter[str] = Counter()
    for person in people:
        sent = send_link(person, now, later=later + APART * outcomes[LinkOutcome.QUEUED])
        outcomes[sent.outcome] += 1
    wake_outbox()
    return outcomes


def _describe(job: Job) -> str:
    found = Counter(job.outcome.get("outcomes") or job.cursor.get("outcomes", {}))
    queued, rest = found[LinkOutcome.QUEUED], found.total() - found[LinkOutcome.QUEUED]
    text = ngettext(
        "%s person is sent the link again.", "%s people are sent the link again.", queued
    )
    words = str(text % localize(queued))
    if rest:
        others = ngettext(
            "%s is not: the address has reached its limit of emails, or gets none.",
            "%s are not: their addresses have reached their limit of emails, or get none.",
            rest,
        )
        words = f"{words} {others % localize(rest)}"
    return words


RESEND_DOMAIN = JobKind(
    code=CODE,
    label=_("Send a whole mail domain its links again"),
    permission="signatures.resend_email",
    step=_step,
    describe=_describe,
)
