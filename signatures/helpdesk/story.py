"""“Where is my mail?”: one signatory's mails, and the one sentence that answers."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from appeal.titles import with_titles
from signatures.addresses import (
    AddressInvalidError,
    canonical_email,
    recipient_keys,
)
from signatures.desk.search import search_signatures
from signatures.enums import EmailState, SignatureStatus, SuppressionReason
from signatures.helpdesk.words import Told, tell
from signatures.mail.links import LinkOutcome, Prospect, prospect, waits_for_link
from signatures.models import OutboundEmail, Signature, SuppressedAddress

MOST_FOUND = 20
_MOST_MAILS = 50


@dataclass(frozen=True)
class Found:
    """What a search gave.

    Attributes:
        signatures: the newest first, `MOST_FOUND` at most.
        is_more: whether there are more.
        suppressed: why the address that was typed gets no mail, if so.
        by_address: whether an address was typed.
    """

    signatures: list[Signature]
    is_more: bool = False
    suppressed: SuppressedAddress | None = None
    by_address: bool = False


@dataclass(frozen=True)
class Mail:
    """One mail of a story."""

    email: OutboundEmail
    told: Told

    @property
    def next_try(self) -> datetime | None:
        """When it is tried next, if it is."""
        return self.email.due_at if self.email.state == EmailState.QUEUED else None


@dataclass(frozen=True)
class Story:
    """Everything that was mailed to one signatory, the newest first.

    Attributes:
        signature: whose.
        answer: what to write back, in one sentence.
        mails: each with what became of it.
        suppressed: why the address gets no mail, if so.
        prospect: whether another mail may be sent, and when.
        waits: whether one with the link is in the queue already.
    """

    signature: Signature
    answer: str
    mails: list[Mail]
    suppressed: SuppressedAddress | None
    prospect: Prospect
    waits: bool

    @property
    def may_lift(self) -> bool:
        """Whether the desk may write to the address again: only after a bounce."""
        return (
            self.suppressed is not None and self.suppressed.reason == SuppressionReason.HARD_BOUNCE
        )


def find(term: str) -> Found:
    """Find signatures by a full address or by words of a name.

    An address typed in full is searched for by anybody at the mail desk: who has it in a
    letter learns nothing new from finding it.
    """
    term = term.strip()
    rows = with_titles(Signature.objects.order_by("-created_at", "-pk"))
    suppressed = _suppression(term) if "@" in term else None
    found = list(search_signatures(rows, term, by_address=True)[: MOST_FOUND + 1]) if term else []
    return Found(
        signatures=found[:MOST_FOUND],
        is_more=len(found) > MOST_FOUND,
        suppressed=suppressed,
        by_address="@" in term,
    )


def tell_story(signature: Signature, now: datetime) -> Story:
    """Tell what was mailed to a signatory, and what to do next."""
    emails = OutboundEmail.objects.filter(signature=signature).order_by("-created_at", "-pk")
    mails = [Mail(email, tell(email)) for email in emails[:_MOST_MAILS]]
    suppressed = _suppression(signature.canonical_email)
    possible = prospect(signature, now)
    return Story(
        signature=signature,
        answer=_answer(signature, mails, suppressed, possible),
        mails=mails,
        suppressed=suppressed,
        prospect=possible,
        waits=waits_for_link(signature),
    )


def _suppression(address: str) -> SuppressedAddress | None:
    try:
        keys = recipient_keys(canonical_email(address))
    except AddressInvalidError:
        return None
    return SuppressedAddress.objects.filter(recipient_key__in=keys).first()


def _answer(
    signature: Signature,
    mails: list[Mail],
    suppressed: SuppressedAddress | None,
    possible: Prospect,
) -> str:
    if signature.status == SignatureStatus.VERIFIED and suppressed is None:
        return _("The signature is verified and counts: nothing is missing.")
    if signature.status == SignatureStatus.WITHDRAWN:
        return _("The signature was withdrawn, and its data were erased.")
    if signature.status == SignatureStatus.INVALIDATED:
        return _("The organisers took this signature out of the count: no mail is sent.")
    if possible.outcome == LinkOutcome.NOTHING:
        return _("The appeal is closed: this signature can no longer be confirmed.")
    if suppressed is not None:
        why = _why_no_mail(suppressed)
        if signature.status == SignatureStatus.PENDING:
            return why
        counts = _("The signature is verified and counts, but its address gets no link to it.")
        instead = _("Somebody who asks to be erased is erased by hand, at the link below.")
        return f"{counts} {why} {instead}"
    if not mails:
        return _("No mail was promised: the address had reached its limit of emails for the day.")
    return _last_mail(mails[0], possible)


def _why_no_mail(suppressed: SuppressedAddress) -> str:
    return {
        SuppressionReason.NOT_ME: _(
            "From this address somebody said “this was not me”: we write no more."
        ),
        SuppressionReason.COMPLAINT: _(
            "From this address our mail was reported as spam: we write no more."
        ),
        SuppressionReason.HARD_BOUNCE: _(
            "The address does not exist, its mail server says: we write no more."
        ),
    }[SuppressionReason(suppressed.reason)]


def _last_mail(last: Mail, possible: Prospect) -> str:
    state = last.email.state
    if state == EmailState.SENT:
        return _("The mail left and was accepted; the confirmation is missing.")
    if state == EmailState.QUEUED and last.email.last_error:
        return _("The mail is on its way: it will be tried again by itself.")
    if state == EmailState.QUEUED:
        return _("The mail waits for its turn and leaves by itself.")
    if possible.outcome == LinkOutcome.QUEUED:
        return _("The mail did not arrive; another one may be sent.")
    return _("The mail did not arrive, and the address has reached its limit of emails.")
