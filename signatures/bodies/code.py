"""The six digits of a representative's mail, typed by hand: they do what the link does (R-77)."""

from datetime import datetime
from uuid import UUID

from signatures.addresses import canonical_email
from signatures.bodies.own import confirm_body
from signatures.enums import BodyState, EmailKind
from signatures.models import BodySignature
from signatures.signing.code import handle_of_code
from signatures.tokens import LINK_LIFETIME


def confirm_body_by_code(*, email: str, code: str, now: datetime) -> UUID:
    """Confirm the organisation whose mail shows this code, and give the row's handle.

    One that was confirmed before is found too, and stays as it is.

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
        emails__due_at__gt=now - LINK_LIFETIME,  # once it was sent, the moment it was
    )
    handle = handle_of_code(asked, code)
    confirm_body(handle=handle, now=now)
    return handle
