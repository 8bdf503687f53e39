"""What is erased of a signature when its person goes: one list for every way to go."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile

from signatures.enums import Display
from signatures.models import FeaturedSignatory, ReleaseProposal

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
