"""What a bounce or a complaint changes: the row of its mail, and who is written to (R-84)."""

import logging
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from signatures.enums import EmailState, SuppressionReason
from signatures.mail.reports import Report, ReportKind
from signatures.mail.return_path import find_by_address, find_by_message_id
from signatures.models import OutboundEmail
from signatures.models.in_order import in_order
from signatures.risk.limits import lock_recipient
from signatures.risk.suppression import suppress

logger = logging.getLogger(__name__)

_FAILED = (ReportKind.HARD, ReportKind.SOFT, ReportKind.BLOCKED)


class Outcome(StrEnum):
    """What became of a report."""

    RECORDED = "recorded"
    NOTHING_TO_DO = "nothing to do"  # an automatic answer, a delivery, a delay
    NOT_OURS = "not about a mail of ours"
    NOT_A_REPORT = "not a report"


def take_report(report: Report) -> Outcome:
    """Find the mail that a report speaks of, and record what became of it.

    Whoever sends a report must know the signed return path of one mail, or its Message-ID:
    both were given to nobody but the mail servers on its way.
    """
    if report.kind == ReportKind.UNKNOWN:
        return Outcome.NOT_A_REPORT
    email = find_by_address(report.sent_to) or find_by_message_id(report.message_ids)
    if email is None:
        return Outcome.NOT_OURS
    return record(email, kind=report.kind, status=report.status)


@transaction.atomic
def record(email: OutboundEmail, *, kind: ReportKind, status: str = "") -> Outcome:
    """Record what became of a mail; the same report again changes nothing more.

    A hard bounce ends all mail to the address, a complaint too, by the person's own wish.
    A mail that was refused because of us, or for the moment, is marked only: the signatory
    may ask for another. Kept are the kind and the code; the server's words hold addresses.

    Args:
        email: the mail it is about.
        kind: what became of it.
        status: the enhanced status code, if any.
    """
    code = f"{kind} {status}".strip()
    # Who says "not me" at this moment holds the address, and all mails to it.
    lock_recipient(bytes(email.recipient_key))
    _mark(email, kind, code)
    if kind == ReportKind.HARD:
        suppress(bytes(email.recipient_key), SuppressionReason.HARD_BOUNCE)
    elif kind == ReportKind.COMPLAINT:
        suppress(bytes(email.recipient_key), SuppressionReason.COMPLAINT)
    elif kind == ReportKind.DELAYED:
        OutboundEmail.objects.filter(pk=email.pk, state=EmailState.SENT).update(last_error=code)
    changes = kind in (*_FAILED, ReportKind.COMPLAINT)
    if changes:
        logger.info("mail %s came back: %s", email.pk, code)
    return Outcome.RECORDED if changes else Outcome.NOTHING_TO_DO


def _mark(email: OutboundEmail, kind: ReportKind, code: str) -> None:
    """Mark the mail, and what waits for an address that gets none any more.

    The mail may still be in the queue: the worker that sent it died before it could say so.
    Others to the same address stay visible, as refused: nothing vanishes.
    """
    marked = Q(pk__in=())
    if kind in _FAILED:
        marked |= Q(pk=email.pk, state__in=(EmailState.SENT, EmailState.QUEUED))
    if kind in (ReportKind.HARD, ReportKind.COMPLAINT):
        marked |= Q(recipient_key=bytes(email.recipient_key), state=EmailState.QUEUED)
    mails = OutboundEmail.objects.filter(marked)
    in_order(mails).update(state=EmailState.BOUNCED, last_error=code)
