"""Ask to sign for an organisation: one transaction, a waiting row and a promised mail."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from appeal.models import Appeal, AppealVersion
from signatures.addresses import canonical_email, recipient_key, recipient_keys
from signatures.enums import EmailKind, OrganisationKind
from signatures.folding import search_key
from signatures.mail import outbox
from signatures.models import BodySignature
from signatures.models.body import WAITING_OR_COUNTED
from signatures.risk.limits import lock_recipient, mail_allowance
from signatures.signing.same_work import taken_back
from signatures.signing.sign import NotOpenError

# Names the sentences beside the boxes (templates/signatures/bodies/form.html); change it with
# them.
CONSENT_WORDING = "2026-11-body"


@dataclass(frozen=True, kw_only=True)
class BodyEntry:
    """What a representative filled in, cleaned by `BodyForm`."""

    name: str
    kind: OrganisationKind
    homepage: str
    first_name: str
    last_name: str
    role: str
    email: str
    mandate: str
    language: str


@transaction.atomic
def ask_to_sign(
    *, appeal: Appeal, version: AppealVersion, entry: BodyEntry, form_key: bytes, now: datetime
) -> None:
    """Record an organisation that waits for its representative's confirmation.

    As for people, nothing differs for the visitor, whatever is known of the address (R-03),
    the mails of one address are limited (R-05), and the same submission again does nothing
    (R-44). Who has confirmed for this organisation already gets the link to it.

    Args:
        appeal: what is signed.
        version: the text that was on the screen.
        entry: what was filled in.
        form_key: the submission's key, from `form_token.submission_key`.
        now: the database's time.

    Raises:
        NotOpenError: the appeal is not open at `now`.
    """
    if not appeal.may_be_signed(now):
        raise NotOpenError
    canonical = canonical_email(entry.email)
    recipient = recipient_key(canonical)
    lock_recipient(recipient)
    if BodySignature.objects.filter(form_key=form_key).exists():
        return
    name_key = search_key(entry.name)
    signed = BodySignature.objects.filter(
        appeal=appeal, canonical_email=canonical, name_key=name_key, state__in=WAITING_OR_COUNTED
    ).first()
    kind = EmailKind.BODY_MANAGE if signed else EmailKind.BODY_CONFIRM
    allowance = mail_allowance(
        keys=recipient_keys(canonical), appeal_id=appeal.pk, kind=kind, now=now
    )

    def promise(body: BodySignature) -> None:
        outbox.enqueue(
            signature=body,
            kind=kind,
            recipient_key=recipient,
            dedupe_key=f"{kind}:{form_key.hex()}",
            due_at=allowance.not_before,
        )

    def write() -> None:
        promise(
            BodySignature.objects.create(
                **asdict(entry),
                appeal=appeal,
                version=version,
                name_key=name_key,
                canonical_email=canonical,
                consent_wording=CONSENT_WORDING,
                form_key=form_key,
            )
        )

    if allowance.allowed and not signed:
        write()
        return
    with taken_back():
        write()
    if signed and allowance.allowed:
        promise(signed)
