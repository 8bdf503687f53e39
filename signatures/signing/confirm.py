"""Confirm a signature: from the link's button or the typed code, once, for good."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from appeal.publishing import may_be_confirmed
from signatures.addresses import canonical_email
from signatures.desk.holding import hold_back
from signatures.enums import EmailKind, ModerationStatus, SignatureStatus
from signatures.figures import counting
from signatures.models import BodySignature, Signature
from signatures.organisations.affiliation import AFFILIATION_FIELDS, affiliate
from signatures.tokens import LINK_LIFETIME, code_matches

MAX_CODE_ATTEMPTS = 10


class UnknownSignatureError(Exception):
    """No such signature, or not any more: erased, withdrawn, or purged."""


class AlreadySignedError(Exception):
    """Another signature of the same address was confirmed before."""


class ConfirmationClosedError(Exception):
    """The appeal closed more than a day ago."""


class InvalidatedError(Exception):
    """The organisers took this signature out of the count."""


class WrongCodeError(Exception):
    """Nothing that waits under this address has this code, or it was tried too often."""


@dataclass(frozen=True)
class Confirmation:
    """A signature on the confirmation page."""

    signature: Signature
    is_new: bool


def find_signature(handle: UUID) -> Signature:
    """Find the signature a token speaks of, for showing it.

    Raises:
        UnknownSignatureError, InvalidatedError: there is nothing to confirm.
    """
    return _check(_found(handle).first())


def _found(handle: UUID) -> QuerySet[Signature]:
    return Signature.objects.select_related("appeal", "version", "category").filter(handle=handle)


def _check(signature: Signature | None) -> Signature:
    if signature is None or signature.status == SignatureStatus.WITHDRAWN:
        raise UnknownSignatureError
    if signature.anonymised_at:
        raise UnknownSignatureError
    if signature.status == SignatureStatus.INVALIDATED:
        raise InvalidatedError
    return signature


def confirm_signature(*, handle: UUID, now: datetime) -> Confirmation:
    """Make a pending signature verified; do nothing when it is already (R-02).

    The tally moves in this transaction, by the database's triggers.

    Args:
        handle: from the token, or from the typed code.
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
        raise AlreadySignedError from error


def _confirm(handle: UUID, now: datetime) -> Confirmation:
    signature = _check(_found(handle).select_for_update(of=("self",)).first())
    if signature.status == SignatureStatus.VERIFIED:
        return Confirmation(signature, is_new=False)
    if not may_be_confirmed(signature.appeal, now):
        raise ConfirmationClosedError
    # The list may have grown since the form was sent.
    hold_back(signature)
    signature.status = SignatureStatus.VERIFIED
    signature.verified_at = now
    if signature.moderation != ModerationStatus.HELD:
        # Who confirms in the same instant may read the same figure: nobody waits for a place.
        signature.ordinal = counting.total(signature.appeal) + 1
    affiliate(signature)
    signature.save(update_fields=["status", "verified_at", "ordinal", *AFFILIATION_FIELDS])
    return Confirmation(signature, is_new=True)


def find_by_code(*, email: str, code: str, now: datetime) -> UUID:
    """Find the waiting signature of an address whose mail shows this code (R-77).

    Args:
        email: as typed.
        code: six digits.
        now: the database's time.

    Raises:
        WrongCodeError: wrong, too old, or tried too often.
    """
    waiting = Signature.objects.filter(
        canonical_email=canonical_email(email),
        status__in=(SignatureStatus.PENDING, SignatureStatus.VERIFIED),
        emails__kind__in=(EmailKind.CONFIRM, EmailKind.REMINDER),
        emails__created_at__gt=now - LINK_LIFETIME,
    )
    return handle_of_code(waiting, code)


def handle_of_code[Row: (Signature, BodySignature)](waiting: QuerySet[Row], code: str) -> UUID:
    """Find the row, a person's or an organisation's, whose mail shows this code.

    Each call counts as an attempt on every one of them, in a transaction of its own: parallel
    guesses cannot share one attempt.

    Args:
        waiting: the rows of the typed address whose mail is young enough.
        code: six digits.

    Raises:
        WrongCodeError: wrong, or tried too often.
    """
    rows = waiting.model.objects
    ids = list(waiting.values_list("pk", flat=True).distinct().order_by("pk"))
    with transaction.atomic():
        locked = rows.select_for_update().order_by("pk").filter(pk__in=ids)
        tried = [row for row in locked if row.code_attempts < MAX_CODE_ATTEMPTS]
        rows.filter(pk__in=[row.pk for row in tried]).update(code_attempts=F("code_attempts") + 1)
    for row in tried:
        if code_matches(row.handle, code):
            return row.handle
    raise WrongCodeError
