"""The six digits of a representative's mail, typed by hand: they do what the link does (R-77)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from signatures.addresses import canonical_email
from signatures.bodies.own import confirm_body
from signatures.enums import BodyState, EmailKind
from signatures.models import BodySignature
from signatures.signing.confirm import MAX_CODE_ATTEMPTS, WrongCodeError
from signatures.tokens import LINK_LIFETIME, code_matches


def confirm_body_by_code(*, email: str, code: str, now: datetime) -> UUID:
    """Confirm the organisation whose mail shows this code, and give the row's handle.

    One that was confirmed before is found too, and stays as it is. Each call counts as an
    attempt on every row of the address, in a transaction of its own: parallel guesses
    cannot share one attempt.

    Args:
        email: as typed.
        code: six digits.
        now: the database's time.

    Raises:
        WrongCodeError: wrong, too old, or tried too often.
        ConfirmationClosedError, AlreadySignedError: see `own.confirm_body`.
    """
    asked = BodySignature.objects.filter(
        canonical_email=canonical_email(email),
        state__in=(BodyState.PENDING, BodyState.VERIFIED),
        emails__kind=EmailKind.BODY_CONFIRM,
        emails__created_at__gt=now - LINK_LIFETIME,
    )
    ids = list(asked.values_list("pk", flat=True).distinct())
    with transaction.atomic():
        locked = BodySignature.objects.select_for_update().order_by("pk").filter(pk__in=ids)
        tried = [body for body in locked if body.code_attempts < MAX_CODE_ATTEMPTS]
        BodySignature.objects.filter(pk__in=[body.pk for body in tried]).update(
            code_attempts=F("code_attempts") + 1
        )
    for body in tried:
        if code_matches(body.handle, code):
            confirm_body(handle=body.handle, now=now)
            return body.handle
    raise WrongCodeError
