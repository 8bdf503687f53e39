"""What a representative does from the mailbox: confirm, withdraw, say that it was not them."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from appeal.models import Appeal
from appeal.publishing import may_be_confirmed
from signatures.addresses import domain_of, recipient_key, recipient_keys
from signatures.bodies.locking import lock_to_erase
from signatures.enums import BodyState, EmailState
from signatures.models import BodySignature, Erasure, OutboundEmail
from signatures.models.past_mail import forget_mails
from signatures.privacy.domains import forget_small_domain
from signatures.privacy.erasure import erase_body, forget_attachments
from signatures.privacy.journal import note_erasure
from signatures.privacy.spellings import forget_spelling
from signatures.risk.suppression import suppress
from signatures.signing.confirm import AlreadySignedError, ConfirmationClosedError
from signatures.signing.withdraw import withdraw_signature


def own_body(handle: UUID) -> BodySignature | None:
    """Find the signature of an organisation that its representative may still see."""
    return (
        BodySignature.objects.select_related("appeal", "version", "organisation", "signature")
        .filter(handle=handle, anonymised_at=None)
        .exclude(state=BodyState.WITHDRAWN)
        .first()
    )


def appeal_of(handle: UUID) -> Appeal | None:
    """Find the appeal that an organisation has signed, while there is anything of the row."""
    return Appeal.objects.filter(bodysignature__handle=handle).first()


def is_anonymised(handle: UUID) -> bool:
    """Say whether the appeal's clock has erased who represented this organisation (R-63)."""
    return BodySignature.objects.filter(handle=handle, anonymised_at__isnull=False).exists()


@transaction.atomic
def confirm_body(*, handle: UUID, now: datetime) -> None:
    """Make a waiting row verified: the organisers may now check the mandate. Once (R-02).

    Args:
        handle: from the token that was mailed.
        now: the database's time.

    Raises:
        ConfirmationClosedError: the appeal closed and the day of grace is over.
        AlreadySignedError: this mailbox has confirmed for this organisation before.
    """
    body = (
        BodySignature.objects.select_for_update(of=("self",))
        .select_related("appeal")
        .filter(handle=handle, state=BodyState.PENDING)
        .first()
    )
    if body is None:
        return
    if not may_be_confirmed(body.appeal, now):
        raise ConfirmationClosedError(body.appeal)
    body.state, body.verified_at = BodyState.VERIFIED, now
    try:
        with transaction.atomic():
            body.save(update_fields=["state", "verified_at"])
    except IntegrityError as error:
        if "body_one_for_each_mailbox_and_name" not in str(error):
            raise
        raise AlreadySignedError(body.appeal) from error


@transaction.atomic
def withdraw_body(*, handle: UUID, now: datetime) -> None:
    """Take an organisation's signature back and erase who represented it (rule 5).

    One that was counted leaves a row that says that an organisation withdrew; any other goes
    whole. So does the person's signature that it was made from: one act is told once.

    Args:
        handle: from a token that was mailed.
        now: the database's time.
    """
    body = lock_to_erase(BodySignature.objects.filter(handle=handle, anonymised_at=None))
    # One that stands as a person's signature is withdrawn from that one's page.
    if body is None or body.state in (BodyState.WITHDRAWN, BodyState.CONVERTED):
        return
    person = body.signature
    note_erasure(handle, Erasure.Kind.WITHDRAWN)
    erase_body(body, now=now)
    if person is not None:
        note_erasure(person.handle, Erasure.Kind.WITHDRAWN)
        forget_mails(OutboundEmail.objects.filter(signature=person))
        forget_attachments([person.pk])
        person.delete()
        forget_spelling(person.spelling_id)
        forget_small_domain(domain_of(person.canonical_email))


@transaction.atomic
def disown_body(*, handle: UUID, now: datetime) -> None:
    """“I did not ask for this”: erase what was typed, and write to the address no more.

    Args:
        handle: from the link of a mail.
        now: the database's time.
    """
    body = lock_to_erase(BodySignature.objects.filter(handle=handle))
    if body is None:
        return
    note_erasure(handle, Erasure.Kind.DISOWNED)
    OutboundEmail.objects.filter(
        recipient_key__in=recipient_keys(body.canonical_email), state=EmailState.QUEUED
    ).delete()
    if body.state == BodyState.CONVERTED and body.signature is not None:
        withdraw_signature(handle=body.signature.handle, now=now)
    else:
        withdraw_body(handle=handle, now=now)
    suppress(recipient_key(body.canonical_email))
