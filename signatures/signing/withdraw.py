"""Withdraw a signature, or say that one never was one's own: both erase (rule 5)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from appeal.enums import Retraction
from signatures.addresses import domain_of, recipient_key, recipient_keys
from signatures.enums import BodyState, EmailState, InvalidationReason, SignatureStatus
from signatures.models import BodySignature, Erasure, OutboundEmail, Signature
from signatures.models.in_order import lock_in_order
from signatures.models.past_mail import forget_mails
from signatures.privacy.domains import forget_small_domain
from signatures.privacy.erasure import (
    ERASED,
    erase_body,
    erase_people,
    forget_attachments,
)
from signatures.privacy.journal import note_erasure
from signatures.privacy.spellings import forget_spelling
from signatures.risk.limits import lock_mails, lock_recipient
from signatures.risk.suppression import suppress


@transaction.atomic
def withdraw_signature(*, handle: UUID, now: datetime) -> None:
    """Withdraw a signature and erase everything that names its owner.

    What stays is a row that says that a signature of this category and country was
    withdrawn, and when; or nothing, where the appeal says so (`Appeal.retraction`). One that
    never was confirmed goes whole: it never was in the count, so the figures have no
    withdrawal to tell. One that the organisers took out of the count goes on saying so,
    because the public is told of every invalidation (R-20). Withdrawing twice does nothing more.

    Args:
        handle: from a token that was mailed to the owner.
        now: the database's time.
    """
    signature = lock_own(handle)
    if signature is None:
        return
    note_erasure(handle, Erasure.Kind.WITHDRAWN)
    forget_mails(OutboundEmail.objects.filter(signature=signature))
    forget_attachments([signature.pk])
    if signature.status == SignatureStatus.PENDING:
        signature.delete()
        forget_small_domain(domain_of(signature.canonical_email))
        return
    for body in BodySignature.objects.filter(signature=signature):
        note_erasure(body.handle, Erasure.Kind.WITHDRAWN)
        _erase_converted(body, now)
    if signature.status == SignatureStatus.INVALIDATED:
        _keep_the_invalidation(signature, now)
    elif signature.appeal.retraction == Retraction.DELETED:
        signature.delete()
    else:
        _keep_the_day(signature, now)
    forget_spelling(signature.spelling_id)
    forget_small_domain(domain_of(signature.canonical_email))


def _erase_converted(body: BodySignature, now: datetime) -> None:
    """Erase the same act as an organisation's: told once, by the one that was counted."""
    if body.state == BodyState.CONVERTED:
        forget_mails(OutboundEmail.objects.filter(body=body))
        body.delete()
    else:
        erase_body(body, now=now)


def _keep_the_invalidation(signature: Signature, now: datetime) -> None:
    if signature.invalidation_reason == InvalidationReason.CONVERTED:
        signature.delete()  # the organisation's row tells it
        return
    erase_people([signature.pk], now=now)
    Signature.objects.filter(pk=signature.pk).update(verified_organisation=None, department="")


def _keep_the_day(signature: Signature, now: datetime) -> None:
    signature.decisions.all().delete()
    signature.hold_reasons.all().delete()
    Signature.objects.filter(pk=signature.pk).update(
        **ERASED,
        verified_organisation=None,
        department="",
        status=SignatureStatus.WITHDRAWN,
        withdrawn_at=now,
        invalidated_at=None,
        invalidation_reason="",
    )


def lock_own(handle: UUID) -> Signature | None:
    """Lock a signature that names a person, and what goes with it, before it is erased.

    First the limits of its address and last the mails to it, as docs/architecture.md says.
    Addresses do not change, but they are erased meanwhile.
    """
    found = Signature.objects.filter(handle=handle).exclude(canonical_email="").first()
    if found is None:
        return None
    lock_recipient(recipient_key(found.canonical_email))
    own = Signature.objects.select_for_update().filter(handle=handle)
    locked = own.exclude(canonical_email="").first()
    if locked is not None:
        lock_in_order(BodySignature.objects.filter(signature=locked))
        lock_mails(recipient_keys(locked.canonical_email))
    return locked


@transaction.atomic
def disown_signature(*, handle: UUID, now: datetime) -> None:
    """“I did not ask for this”: erase what was typed, and write to the address no more.

    Mails that wait for the same address, whoever asked for them, are not sent.
    A pending row is deleted whole. A verified one was confirmed from the same mailbox, so
    it is withdrawn: its owner says so now.

    Args:
        handle: from the second link of the confirmation mail.
        now: the database's time.
    """
    signature = lock_own(handle)
    if signature is None:
        return
    note_erasure(handle, Erasure.Kind.DISOWNED)
    OutboundEmail.objects.filter(
        recipient_key__in=recipient_keys(signature.canonical_email), state=EmailState.QUEUED
    ).delete()
    withdraw_signature(handle=handle, now=now)
    suppress(recipient_key(signature.canonical_email))
