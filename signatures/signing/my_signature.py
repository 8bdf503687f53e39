"""My signature: its owner looks, changes what is shown, and asks for the links again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from appeal.models import Appeal
from signatures.addresses import canonical_email, recipient_key, recipient_keys
from signatures.enums import BodyState, Display, EmailKind, InvalidationReason, SignatureStatus
from signatures.mail import outbox
from signatures.mail.links import LinkOutcome, send_body_link, send_link
from signatures.models import BodySignature, Signature
from signatures.risk.limits import lock_recipient, mail_allowance
from signatures.signing.same_work import taken_back
from signatures.wall.public import wall_key


def own_signature(handle: UUID) -> Signature | None:
    """Find a signature that its owner may still see: verified, or waiting."""
    there = (SignatureStatus.VERIFIED, SignatureStatus.PENDING)
    return (
        Signature.objects.select_related("appeal", "category")
        .filter(handle=handle, status__in=there, anonymised_at=None)
        .first()
    )


def appeal_of(handle: UUID) -> Appeal | None:
    """Find the appeal that was signed, while there is anything of the row."""
    return Appeal.objects.filter(signature__handle=handle).first()


def may_ask_again(handle: UUID) -> bool:
    """Say whether anything is left of which a new link may be mailed to its owner."""
    return Signature.objects.filter(handle=handle).exclude(canonical_email="").exists()


def is_anonymised(handle: UUID) -> bool:
    """Say whether the appeal's clock has erased who signed; the count has not moved (R-63)."""
    return Signature.objects.filter(handle=handle, anonymised_at__isnull=False).exists()


def is_invalidated(handle: UUID) -> bool:
    """Say whether the organisers took this signature out of the count."""
    return Signature.objects.filter(handle=handle, status=SignatureStatus.INVALIDATED).exists()


def body_of(handle: UUID) -> BodySignature | None:
    """Find the organisation's signature that a person's was converted into."""
    return BodySignature.objects.filter(
        signature__handle=handle,
        signature__status=SignatureStatus.INVALIDATED,
        signature__invalidation_reason=InvalidationReason.CONVERTED,
    ).first()


def change_display(*, handle: UUID, display: Display, updates: bool, now: datetime) -> None:
    """Change what is shown of a signatory, and whether news may be sent.

    Args:
        handle: from a token that was mailed to the owner.
        display: full name, initials, or nothing.
        updates: whether news may be sent; the date of a consent that stays is kept.
        now: the database's time.
    """
    own = Signature.objects.filter(
        handle=handle, status=SignatureStatus.VERIFIED, anonymised_at=None
    )
    for row in own:
        own.update(display=display, wall_key=wall_key(row.first_name, row.last_name, display))
    if updates:
        own.filter(updates_consented_at=None).update(updates_consented_at=now)
    else:
        own.update(updates_consented_at=None)


def send_all_links_again(*, email: str, appeals: Iterable[Appeal], now: datetime) -> None:
    """Mail an address what belongs to it under each of several appeals.

    One transaction for each: together they would keep the rows of one while they wait for
    those of the next.

    Args:
        email: as typed, checked for syntax.
        appeals: under which; all published ones where the visitor named none.
        now: the database's time.
    """
    for appeal in appeals:
        send_links_again(email=email, appeal=appeal, now=now)


@transaction.atomic
def send_links_again(*, email: str, appeal: Appeal, now: datetime) -> None:
    """Mail an address what belongs to it: the link to its signature, or to confirm it.

    The visitor learns nothing: an address that is unknown gets no mail and the same page
    (R-03). The limits of R-05 hold.

    Args:
        email: as typed, checked for syntax.
        appeal: under which appeal.
        now: the database's time.
    """
    canonical = canonical_email(email)
    recipient = recipient_key(canonical)
    lock_recipient(recipient)
    own = Signature.objects.filter(appeal=appeal, canonical_email=canonical)
    # What became an organisation's has its link below.
    own = own.exclude(invalidation_reason=InvalidationReason.CONVERTED)
    # Verified before pending before invalidated, as the alphabet has it; then the latest.
    signature = own.order_by("-status", "-created_at").first()
    sent = (
        signature is not None
        and send_link(signature, now, by_owner=True).outcome == LinkOutcome.QUEUED
    )
    bodies = BodySignature.objects.filter(appeal=appeal, canonical_email=canonical)
    body = bodies.exclude(state=BodyState.CONVERTED).order_by("-created_at").first()
    if body is not None:
        sent = send_body_link(body, now) or sent
    if not sent:  # the work of a mail, all the same: nobody learns from the clock
        kind = EmailKind.MANAGE
        mail_allowance(keys=recipient_keys(canonical), appeal_id=appeal.pk, kind=kind, now=now)
        with taken_back():  # about the signature of nobody: no row has this number
            outbox.enqueue(
                signature=Signature(pk=0, canonical_email=canonical),
                kind=kind,
                recipient_key=recipient,
                dedupe_key=f"{kind}:0:{recipient.hex()}",
                due_at=now,
            )
