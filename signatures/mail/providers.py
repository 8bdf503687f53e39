"""What a mail provider tells us of a mail, through django-anymail's webhooks."""

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from signatures.mail.bounce_words import judge, status_in
from signatures.mail.bounces import Outcome, record
from signatures.mail.message import ROW
from signatures.mail.reports import ReportKind
from signatures.mail.return_path import find_by_message_id, find_by_tag
from signatures.models import OutboundEmail

_KINDS = {
    EventType.DELIVERED: ReportKind.DELIVERED,
    EventType.DEFERRED: ReportKind.DELAYED,
    EventType.AUTORESPONDED: ReportKind.AUTOREPLY,
    EventType.COMPLAINED: ReportKind.COMPLAINT,
}
_REASONS = {
    RejectReason.INVALID: ReportKind.HARD,
    RejectReason.SPAM: ReportKind.COMPLAINT,
    RejectReason.BLOCKED: ReportKind.BLOCKED,
    RejectReason.UNSUBSCRIBED: ReportKind.BLOCKED,
    RejectReason.TIMED_OUT: ReportKind.SOFT,
}


def take_event(event: AnymailTrackingEvent) -> Outcome:
    """Record one event; the webhook has already checked who sends it.

    The provider gives back the row's signed name, which we gave it with the mail. One that
    keeps no such note gives the Message-ID back.
    """
    kind = _kind(event)
    email = find_by_tag(str((event.metadata or {}).get(ROW, ""))) or _by_message_id(event)
    if kind == ReportKind.UNKNOWN:
        return Outcome.NOTHING_TO_DO
    if email is None:
        return Outcome.NOT_OURS
    return record(email, kind=kind, status=status_in(event.mta_response or ""))


def _kind(event: AnymailTrackingEvent) -> ReportKind:
    """Put the provider's word into ours; what is opened or clicked is none of our business."""
    if event.event_type in (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED):
        answer = event.mta_response or event.description or ""
        if event.reject_reason in _REASONS:
            return _REASONS[event.reject_reason]
        return ReportKind(judge(status_in(answer), answer, ""))
    return _KINDS.get(event.event_type, ReportKind.UNKNOWN)


def _by_message_id(event: AnymailTrackingEvent) -> OutboundEmail | None:
    return find_by_message_id([f"<{str(event.message_id or '').strip('<>')}>"])
