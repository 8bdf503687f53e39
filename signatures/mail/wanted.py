"""Whether a mail that was promised some time ago is still to be sent.

Confirmations always are: they are what somebody waits for, and those of signatures that were
taken out of the count are not even claimed (`mail/outbox`). News and reminders wait for
hours, and meanwhile people withdraw, unsubscribe, complain or confirm.
"""

from signatures.enums import EmailKind, SignatureStatus
from signatures.models import OutboundEmail
from signatures.models.newsletter import NewsletterState
from signatures.risk.suppression import is_suppressed


def still_wanted(email: OutboundEmail) -> bool:
    """Say whether to send it; asked right before it is sent."""
    signature = email.signature
    if signature is None:  # about an organisation: what its representative waits for
        return True
    if email.kind == EmailKind.REMINDER:
        return signature.status == SignatureStatus.PENDING
    if email.kind == EmailKind.NEWS:
        return (
            email.newsletter is not None
            and email.newsletter.state != NewsletterState.CANCELLED
            and signature.status == SignatureStatus.VERIFIED
            and signature.updates_consented_at is not None
            and not is_suppressed([bytes(email.recipient_key)])
        )
    return True
