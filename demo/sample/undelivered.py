"""A few of the sample's mails that did not arrive, so that the mail desk has something to tell.

Each ends by the verb that ends it in earnest, and the database counts it in the funnel.
"""

from appeal.models import Appeal
from signatures.enums import EmailKind, EmailState, SignatureStatus
from signatures.mail import bounces, outbox
from signatures.mail.reports import ReportKind
from signatures.models import OutboundEmail

# What came back hours later, with its code; a hard one and a complaint end all mail there.
_CAME_BACK = (
    (ReportKind.HARD, "5.1.1"),
    (ReportKind.SOFT, "4.2.2"),
    (ReportKind.BLOCKED, "5.7.1"),
    (ReportKind.COMPLAINT, ""),
    (ReportKind.HARD, "5.1.2"),
)
# What the other server said at once, and for how long it was tried in vain.
_REFUSED = ("recipient refused: 550", "recipient refused: 550")
_GIVEN_UP = ("recipient deferred: 451", "SMTPDataError: 452", "SMTPServerDisconnected")
_EVERY = 6


def lose_some(appeal: Appeal) -> None:
    """Have ten confirmation mails of the unconfirmed fare badly, each for another reason.

    Args:
        appeal: the sample's, with its signatures.
    """
    unlucky = iter(_mails(appeal))
    for (kind, status), email in zip(_CAME_BACK, unlucky, strict=False):
        bounces.record(email, kind=kind, status=status)
    for error, email in zip(_REFUSED, unlucky, strict=False):
        outbox.mark_bounced(_as_before_the_last_try(email, attempts=1), error)
    for error, email in zip(_GIVEN_UP, unlucky, strict=False):
        outbox.mark_failed(_as_before_the_last_try(email, attempts=outbox.MAX_ATTEMPTS), error)


def _mails(appeal: Appeal) -> list[OutboundEmail]:
    """Choose some of the newest, far enough from one another to fall on several days."""
    sent = OutboundEmail.objects.filter(
        signature__appeal=appeal,
        signature__status=SignatureStatus.PENDING,
        kind=EmailKind.CONFIRM,
        state=EmailState.SENT,
    )
    number = len(_CAME_BACK) + len(_REFUSED) + len(_GIVEN_UP)
    return list(sent.order_by("-pk")[: number * _EVERY])[::_EVERY]


def _as_before_the_last_try(email: OutboundEmail, *, attempts: int) -> OutboundEmail:
    OutboundEmail.objects.filter(pk=email.pk).update(
        state=EmailState.QUEUED, sent_at=None, attempts=attempts
    )
    email.refresh_from_db()
    return email
