"""Mail a signatory the link that belongs to the signature, within the limits (R-05)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from appeal.publishing import may_be_confirmed
from signatures.addresses import recipient_key, recipient_keys
from signatures.enums import BodyState, EmailKind, EmailState, SignatureStatus
from signatures.mail import outbox
from signatures.models import BodySignature, Signature
from signatures.risk.limits import lock_recipient, mail_allowance
from signatures.risk.suppression import is_suppressed


class LinkOutcome(StrEnum):
    """Whether a mail was promised, and why not."""

    QUEUED = "queued"
    CAPPED = "capped"  # the address had its share of mails
    SUPPRESSED = "suppressed"  # the address gets no mail of ours
    WAITING = "waiting"  # such a mail waits in the queue already
    NOTHING = "nothing"  # withdrawn, invalidated, or too late to confirm: no link leads anywhere


@dataclass(frozen=True)
class Prospect:
    """What would happen if a link were sent.

    Attributes:
        outcome: whether it may be.
        kind: which mail it would be.
        not_before: when it would leave; two mails are two minutes apart.
    """

    outcome: LinkOutcome
    kind: EmailKind
    not_before: datetime


def prospect(signature: Signature, now: datetime, *, by_owner: bool = False) -> Prospect:
    """Say whether a mail may go to a signatory now: to confirm, or the link to the signature.

    Args:
        signature: whose.
        now: the database's time.
        by_owner: whether it was asked for from outside: who was taken out of the count has a
            page still, to have the rest erased. The desk writes to nobody for that.
    """
    pending = signature.status == SignatureStatus.PENDING
    kind = EmailKind.CONFIRM if pending else EmailKind.MANAGE
    invalidated = signature.status == SignatureStatus.INVALIDATED
    if signature.status == SignatureStatus.WITHDRAWN or (invalidated and not by_owner):
        return Prospect(LinkOutcome.NOTHING, kind, now)
    if pending and not may_be_confirmed(signature.appeal, now):
        return Prospect(LinkOutcome.NOTHING, kind, now)
    keys = recipient_keys(signature.canonical_email)
    if is_suppressed(keys):
        return Prospect(LinkOutcome.SUPPRESSED, kind, now)
    allowance = mail_allowance(keys=keys, appeal_id=signature.appeal_id, kind=kind, now=now)
    outcome = LinkOutcome.QUEUED if allowance.allowed else LinkOutcome.CAPPED
    return Prospect(outcome, kind, allowance.not_before)


def send_link(
    signature: Signature,
    now: datetime,
    *,
    later: timedelta = timedelta(0),
    by_owner: bool = False,
) -> Prospect:
    """Promise a signatory the mail that fits: to confirm, or the link to the signature.

    Call it in a transaction. Other requests for the same address wait for its end.

    Args:
        signature: whose.
        now: the database's time.
        later: not before so much later, where many are sent at once.
        by_owner: as for `prospect`.

    Returns:
        What was done, as `prospect` would have said it.
    """
    if signature.canonical_email:
        lock_recipient(recipient_key(signature.canonical_email))
    # As it is now, and until the mail is promised: it may be purged or erased meanwhile.
    there = Signature.objects.select_for_update(no_key=True, of=("self",)).filter(pk=signature.pk)
    current = there.select_related("appeal").exclude(canonical_email="").first()
    if current is None:
        return Prospect(LinkOutcome.NOTHING, EmailKind.MANAGE, now)
    found = prospect(current, now, by_owner=by_owner)
    if found.outcome == LinkOutcome.QUEUED:
        outbox.enqueue(
            signature=signature,
            kind=found.kind,
            recipient_key=recipient_key(signature.canonical_email),
            dedupe_key=f"{found.kind}:{signature.pk}:{found.not_before.isoformat()}",
            due_at=found.not_before + later,
        )
    return found


def waits_for_link(signature: Signature) -> bool:
    """Say whether a mail with a signatory's link is in the queue, and leaves by itself."""
    kinds = (EmailKind.CONFIRM, EmailKind.MANAGE)
    return signature.emails.filter(kind__in=kinds, state=EmailState.QUEUED).exists()


def send_body_link(body: BodySignature, now: datetime) -> bool:
    """Promise a representative the link to the organisation's signature, within the limits.

    Call it in a transaction that has locked the recipient. Returns whether it is promised.
    """
    # As in `send_link`.
    if not BodySignature.objects.select_for_update(no_key=True).filter(pk=body.pk).exists():
        return False
    pending = body.state == BodyState.PENDING
    if pending and not may_be_confirmed(body.appeal, now):
        return False
    kind = EmailKind.BODY_CONFIRM if pending else EmailKind.BODY_MANAGE
    keys = recipient_keys(body.canonical_email)
    allowance = mail_allowance(keys=keys, appeal_id=body.appeal_id, kind=kind, now=now)
    if allowance.allowed:
        outbox.enqueue(
            signature=body,
            kind=kind,
            recipient_key=recipient_key(body.canonical_email),
            dedupe_key=f"{kind}:{body.pk}:{allowance.not_before.isoformat()}",
            due_at=allowance.not_before,
        )
    return allowance.allowed
