"""Confirm a signature: by the link's button or the typed code (`code`), once, for good."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from appeal.models import Appeal
from appeal.publishing import may_be_confirmed
from signatures.desk.holding import hold_back
from signatures.enums import ModerationStatus, SignatureStatus
from signatures.figures import counting
from signatures.models import Signature
from signatures.organisations.affiliation import AFFILIATION_FIELDS, affiliate


class UnknownSignatureError(Exception):
    """No such signature, or not any more: erased, withdrawn, or purged."""


class RefusedError(Exception):
    """A signature that is there and cannot be confirmed.

    Attributes:
        appeal: under which.
    """

    def __init__(self, appeal: Appeal) -> None:
        super().__init__()
        self.appeal = appeal


class AlreadySignedError(RefusedError):
    """Another signature of the same address was confirmed before."""


class ConfirmationClosedError(RefusedError):
    """The appeal closed more than a day ago."""


class InvalidatedError(RefusedError):
    """The organisers took this signature out of the count."""


def find_signature(handle: UUID) -> Signature:
    """Find the signature a token speaks of, for showing it.

    Raises:
        UnknownSignatureError, InvalidatedError: there is nothing to confirm.
    """
    return _check(_found(handle).first())


def find_to_confirm(handle: UUID, now: datetime) -> Signature:
    """Find the signature a token confirms, or has confirmed, for showing it.

    Raises:
        UnknownSignatureError, InvalidatedError, ConfirmationClosedError: as
            `confirm_signature` would.
    """
    signature = find_signature(handle)
    if is_too_late(signature, now):
        raise ConfirmationClosedError(signature.appeal)
    return signature


def is_too_late(signature: Signature, now: datetime) -> bool:
    """Say whether a signature waits that can no longer be confirmed."""
    waits = signature.status == SignatureStatus.PENDING
    return waits and not may_be_confirmed(signature.appeal, now)


def _found(handle: UUID) -> QuerySet[Signature]:
    return Signature.objects.select_related("appeal", "version", "category").filter(handle=handle)


def _check(signature: Signature | None) -> Signature:
    if signature is None or signature.status == SignatureStatus.WITHDRAWN:
        raise UnknownSignatureError
    if signature.anonymised_at:
        raise UnknownSignatureError
    if signature.status == SignatureStatus.INVALIDATED:
        raise InvalidatedError(signature.appeal)
    return signature


def confirm_signature(*, handle: UUID, now: datetime) -> Signature:
    """Make a pending signature verified, and give it; do nothing when it is already (R-02).

    The tally moves in this transaction, by the database's triggers.

    Args:
        handle: from the token, or of the typed code.
        now: the database's time.

    Raises:
        UnknownSignatureError, InvalidatedError: there is nothing to confirm.
        ConfirmationClosedError: the appeal closed and the day of grace is over.
        AlreadySignedError: this address has a verified signature under this appeal (R-04).
    """
    try:
        with transaction.atomic():
            return _confirm(handle, now)
    except IntegrityError as error:
        if "signature_unique_verified_email" not in str(error):
            raise
        raise AlreadySignedError(find_signature(handle).appeal) from error


def _confirm(handle: UUID, now: datetime) -> Signature:
    signature = _check(_found(handle).select_for_update(of=("self",)).first())
    if signature.status == SignatureStatus.VERIFIED:
        return signature
    if is_too_late(signature, now):
        raise ConfirmationClosedError(signature.appeal)
    # The list may have grown since the form was sent.
    hold_back(signature)
    signature.status = SignatureStatus.VERIFIED
    signature.verified_at = now
    if signature.moderation != ModerationStatus.HELD:
        # Who confirms in the same instant may read the same figure: nobody waits for a place.
        signature.ordinal = counting.total(signature.appeal) + 1
    affiliate(signature)
    signature.save(update_fields=["status", "verified_at", "ordinal", *AFFILIATION_FIELDS])
    return signature
