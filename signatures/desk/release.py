"""Release a watched name: one person records the proof, another one agrees (R-11)."""

import hashlib
import uuid
from typing import IO

from django.core.files import File
from django.db import transaction
from django.db.models.functions import Now

from accounts.audit import record
from accounts.models import User
from signatures.desk import moderation
from signatures.enums import ModerationStatus, SignatureStatus
from signatures.models import HoldReason, ReleaseProposal, Signature
from signatures.models.clock import database_now
from signatures.models.hold_reason import WATCH_LIST
from signatures.models.job import private_storage
from signatures.models.release import ProofKind, ReleaseState
from signatures.privacy.erasure import forget_proofs

FOLDER = "proofs"


class NotWatchedError(Exception):
    """The signature is not held for its name: one moderator decides about it."""


class AlreadyProposedError(Exception):
    """Somebody has proposed the release; a second person decides about that first."""


class SamePersonError(Exception):
    """The person who recorded the proof cannot be the one who agrees."""


class AlreadyDecidedError(Exception):
    """Somebody else has decided about this proposal meanwhile."""


def is_watched(signature: Signature) -> bool:
    """Say whether a signature is held for its name."""
    return (
        signature.moderation == ModerationStatus.HELD
        and HoldReason.objects.filter(
            signature=signature, code=WATCH_LIST, settled_at__isnull=True
        ).exists()
    )


@transaction.atomic
def propose_release(
    signature: Signature,
    *,
    proof: ProofKind,
    note: str,
    by: User,
    file: IO[bytes] | None = None,
    suffix: str = "",
) -> ReleaseProposal:
    """Record the proof that a watched name has really signed. Nothing is shown yet.

    Args:
        signature: held for its name.
        proof: what kind of proof.
        note: what was seen or heard, when, by whom.
        by: who saw it.
        file: a scan or a letter, open; kept where no address leads.
        suffix: how the stored file's name ends, such as ".pdf".

    Raises:
        NotWatchedError, AlreadyProposedError: there is nothing to propose.
    """
    locked = _locked(signature.pk)
    if locked is None or not is_watched(locked):
        raise NotWatchedError
    if ReleaseProposal.objects.filter(signature=locked, state=ReleaseState.OPEN).exists():
        raise AlreadyProposedError
    proposal = ReleaseProposal(signature=signature, proof=proof, note=note, proposed_by=by)
    if file is not None:
        proposal.file_sha256 = hashlib.sha256(file.read()).hexdigest()
        file.seek(0)
        name = f"{FOLDER}/{uuid.uuid4().hex}{suffix}"
        proposal.file.name = private_storage().save(name, File(file))
    proposal.save()
    record("release.propose", target=signature, after={"proof": proof}, by=by)
    return proposal


@transaction.atomic
def approve_release(proposal: ReleaseProposal, *, by: User) -> None:
    """Agree: from now on the signature is counted, and shown as its owner chose.

    Raises:
        SamePersonError: `by` recorded the proof. The database says no, too.
        AlreadyDecidedError: there is nothing to agree to any more.
    """
    if proposal.proposed_by_id == by.pk:
        raise SamePersonError
    _close(proposal, ReleaseState.APPROVED, by)
    HoldReason.objects.filter(signature=proposal.signature_id, code=WATCH_LIST).update(
        settled_at=Now()
    )
    moderation.approve(
        Signature.objects.filter(pk=proposal.signature_id), by=by, reason=proposal.note
    )


@transaction.atomic
def refuse_release(proposal: ReleaseProposal, *, by: User) -> None:
    """Disagree, or take one's own proposal back: the signature stays held.

    Raises:
        AlreadyDecidedError: there is nothing to refuse any more.
    """
    _close(proposal, ReleaseState.REFUSED, by)


def forget_release_of_old_name(signature: Signature) -> bool:
    """Undo what two people saw, or were about to: it was seen for another name.

    Returns:
        Whether the name had been watched, held or released.
    """
    forget_proofs(ReleaseProposal.objects.filter(signature=signature, state=ReleaseState.OPEN))
    reasons = HoldReason.objects.filter(signature=signature, code=WATCH_LIST)
    return reasons.delete()[0] > 0


def _locked(signature_id: int) -> Signature | None:
    """Lock the signature before anything of it, as who revises or withdraws it does."""
    return Signature.objects.select_for_update().filter(pk=signature_id).first()


def _close(proposal: ReleaseProposal, state: ReleaseState, by: User) -> None:
    signature = _locked(proposal.signature_id)
    current = ReleaseProposal.objects.filter(pk=proposal.pk, state=ReleaseState.OPEN).first()
    undecided = (SignatureStatus.VERIFIED, SignatureStatus.PENDING)
    if signature is None or current is None or signature.status not in undecided:
        raise AlreadyDecidedError
    current.state, current.decided_by, current.decided_at = state, by, database_now()
    current.save(update_fields=["state", "decided_by", "decided_at"])
    record(f"release.{state}", target=proposal.signature, after={"proof": proposal.proof}, by=by)
