"""Sign an appeal: one transaction writes the pending signature and promises the mail."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from appeal.models import Appeal, AppealVersion
from signatures.addresses import canonical_email, recipient_key, recipient_keys
from signatures.desk.holding import hold_back
from signatures.enums import Display, EmailKind, SignatureStatus
from signatures.folding import search_key
from signatures.mail import outbox
from signatures.models import Signature
from signatures.risk.limits import lock_recipient, mail_allowance
from signatures.risk.screening import NOT_SCREENED, Screening
from signatures.signing.same_work import taken_back
from signatures.wall.public import wall_key

# Names the sentences that stand beside the boxes (templates/signatures/signing/form.html);
# change it with them, so that each signature knows what its owner read.
CONSENT_WORDING = "2026-11"


class NotOpenError(Exception):
    """The appeal takes no signatures: not yet, not now, or no more."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a person filled in, cleaned by `SigningForm`."""

    first_name: str
    last_name: str
    email: str
    category_id: int
    organisation: str
    job_title: str
    city: str
    country: str
    message: str
    display: Display
    updates: bool
    channel: str
    language: str
    department: str = ""


@transaction.atomic
def sign_appeal(
    *,
    appeal: Appeal,
    version: AppealVersion,
    entry: Entry,
    form_key: bytes,
    now: datetime,
    screening: Screening = NOT_SCREENED,
) -> None:
    """Record a signature that waits for its confirmation, and promise the mail.

    Nothing is returned and nothing differs for the visitor, whatever is known of the
    address (R-03). A new row never touches an earlier one (R-04). An address that has
    signed gets a mail that says so; one that got its share of mails, or asked for none,
    gets nothing (R-05). The same submission again does nothing (R-44). What looks suspicious
    is recorded and mailed like any other, and held for a moderator (R-07): nothing is dropped.

    Args:
        appeal: what is signed.
        version: the text that was on the screen.
        entry: what was filled in.
        form_key: the submission's key, from `form_token.submission_key`.
        now: the database's time.
        screening: what was found suspicious about it.

    Raises:
        NotOpenError: the appeal is not open at `now`.
    """
    if not appeal.may_be_signed(now):
        raise NotOpenError
    canonical = canonical_email(entry.email)
    recipient = recipient_key(canonical)
    lock_recipient(recipient)
    earlier = Signature.objects.filter(
        Q(form_key=form_key)
        | Q(appeal=appeal, canonical_email=canonical, status=SignatureStatus.VERIFIED)
    )
    if any(bytes(row.form_key or b"") == form_key for row in earlier):
        return
    signed = next(iter(earlier), None)
    kind = EmailKind.ALREADY_SIGNED if signed else EmailKind.CONFIRM
    allowance = mail_allowance(
        keys=recipient_keys(canonical), appeal_id=appeal.pk, kind=kind, now=now
    )

    def promise(signature: Signature) -> None:
        outbox.enqueue(
            signature=signature,
            kind=kind,
            recipient_key=recipient,
            dedupe_key=f"{kind}:{form_key.hex()}",
            due_at=max(allowance.not_before, now + screening.mail_delay),
        )

    def write() -> None:
        fields = {"appeal": appeal, "version": version, "network_key": screening.network_key}
        pending = _create_pending(entry, canonical, form_key=form_key, **fields)
        hold_back(pending, screening.assessment)
        promise(pending)

    if allowance.allowed and not signed:
        write()
        return
    with taken_back():
        write()
    if signed and allowance.allowed:
        promise(signed)


def _create_pending(entry: Entry, canonical: str, **fields: Any) -> Signature:
    typed = asdict(entry)
    updates = typed.pop("updates")
    return Signature.objects.create(
        **typed,
        **fields,
        canonical_email=canonical,
        search_key=search_key(entry.last_name, entry.first_name, entry.organisation),
        wall_key=wall_key(entry.first_name, entry.last_name, entry.display),
        consent_wording=CONSENT_WORDING,
        updates_consented_at=Now() if updates else None,
    )
