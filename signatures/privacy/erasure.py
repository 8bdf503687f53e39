"""What is erased of a signature when its person goes: one list for every way to go."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile

from signatures.enums import BodyState, Display
from signatures.models import (
    BodyMandateFile,
    BodySignature,
    FeaturedSignatory,
    HoldReason,
    ModerationDecision,
    OutboundEmail,
    ReleaseProposal,
    Signature,
)
from signatures.models.past_mail import forget_mails

# Every column that a person filled in, or that was made from it; the register
# (docs/privacy/register.md) says of each field whether it is one.
ERASED: dict[str, Any] = {
    "first_name": "",
    "last_name": "",
    "email": "",
    "canonical_email": "",
    "organisation": "",
    "spelling": None,
    "job_title": "",
    "city": "",
    "message": "",
    "search_key": "",
    "wall_key": "",
    "display": Display.HIDDEN,
    "ordinal": None,
    "updates_consented_at": None,
    "form_key": None,
    "network_key": None,
}
# The same of a line on paper.
PAPER_ERASED: dict[str, Any] = dict.fromkeys(
    (
        *("first_name", "last_name", "city", "organisation", "email"),
        *("canonical_email", "name_key"),
    ),
    "",
)
# Who represents an organisation, and the mandate; the organisation itself is no person.
REPRESENTATIVE_ERASED: dict[str, Any] = {
    "first_name": "",
    "last_name": "",
    "role": "",
    "email": "",
    "canonical_email": "",
    "mandate": "",
    "mandate_seen": "",
    "refusal": "",
    "form_key": None,
}
BODY_ERASED: dict[str, Any] = {
    **REPRESENTATIVE_ERASED,
    "name": "",
    "name_key": "",
    "homepage": "",
    "organisation": None,
    "signature": None,
}


def erase_people(signatures: Collection[int], *, now: datetime) -> None:
    """Erase who signed; the rows go on saying what was counted, and what was taken out and why.

    Their mails are the caller's: only some are to be remembered by the limits.

    Args:
        signatures: ids, locked.
        now: the database's time.
    """
    forget_attachments(signatures)
    ModerationDecision.objects.filter(signature__in=signatures).update(reason="")
    # That it was held stays, and holds; as whom it was held would name the person again.
    HoldReason.objects.filter(signature__in=signatures).update(watched=None)
    Signature.objects.filter(pk__in=signatures).update(**ERASED, anonymised_at=now)


def erase_body(body: BodySignature, *, now: datetime) -> None:
    """Erase who represented an organisation that takes its signature back.

    One whose approval stands leaves a row that says that an organisation withdrew; any other
    goes whole.

    Args:
        body: locked, with the mails to it.
        now: the database's time.
    """
    forget_mails(OutboundEmail.objects.filter(body=body))
    if body.approved_at is None:
        body.delete()
        return
    BodyMandateFile.objects.filter(body=body).delete()
    BodySignature.objects.filter(pk=body.pk).update(
        **BODY_ERASED, state=BodyState.WITHDRAWN, withdrawn_at=now
    )


def forget_attachments(signatures: Iterable[int]) -> None:
    """Delete proofs for watched names, portraits and quotes, their files included.

    Call it before the signatures themselves are deleted: with a row goes what belongs to it,
    but no file.

    Args:
        signatures: ids.
    """
    ids = list(signatures)
    forget_proofs(ReleaseProposal.objects.filter(signature__in=ids))
    featured = FeaturedSignatory.objects.filter(signature__in=ids)
    for row in featured:
        delete_when_committed(row.portrait)
    featured.delete()


def forget_proofs(proposals: QuerySet[ReleaseProposal]) -> None:
    """Delete proofs that somebody has really signed, their files included."""
    for proposal in proposals:
        delete_when_committed(proposal.file)
    proposals.delete()


def delete_when_committed(file: FieldFile) -> None:
    """Delete a private file, if there is one, once the transaction is committed."""
    if file:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
