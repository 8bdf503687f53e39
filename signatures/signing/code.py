"""The six digits of a mail, typed by hand: they do what the link does (R-77)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from signatures.addresses import canonical_email
from signatures.enums import EmailKind, SignatureStatus
from signatures.models import BodySignature, Signature
from signatures.signing.confirm import UnknownSignatureError, confirm_signature
from signatures.tokens import LINK_LIFETIME, code_matches

MAX_CODE_ATTEMPTS = 10


class WrongCodeError(Exception):
    """Nothing that waits under this address has this code, or it was tried too often."""


def confirm_by_code(*, email: str, code: str, now: datetime) -> UUID:
    """Confirm the signature whose mail shows this code, and give its handle.

    One that was confirmed before is found too, and stays as it is.

    Args:
        email: as typed.
        code: six digits.
        now: the database's time.

    Raises:
        WrongCodeError: wrong, too old, or tried too often.
        RefusedError: see `confirm.confirm_signature`.
    """
    waiting = Signature.objects.filter(
        canonical_email=canonical_email(email),
        status__in=(SignatureStatus.PENDING, SignatureStatus.VERIFIED),
        emails__kind__in=(EmailKind.CONFIRM, EmailKind.REMINDER),
        emails__due_at__gt=now - LINK_LIFETIME,  # once it was sent, the moment it was
    )
    handle = handle_of_code(waiting, code)
    try:
        confirm_signature(handle=handle, now=now)
    except UnknownSignatureError as error:  # it was withdrawn in that moment
        raise WrongCodeError from error
    return handle


def handle_of_code[Row: (Signature, BodySignature)](waiting: QuerySet[Row], code: str) -> UUID:
    """Find the row, a person's or an organisation's, whose mail shows this code.

    Each call counts as an attempt on every one of them, in a transaction of its own: parallel
    guesses cannot share one attempt. Who has the code begins anew: the mail may be open on the
    desk of somebody who presses the button any number of times.

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
            rows.filter(pk=row.pk).update(code_attempts=0)
            return row.handle
    raise WrongCodeError
