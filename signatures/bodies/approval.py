"""Approve an organisation with its mandate, refuse it, take either back."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts.audit import record
from accounts.models import User
from signatures.addresses import recipient_key
from signatures.enums import BodyState, EmailKind, EmailState
from signatures.folding import search_key
from signatures.mail import outbox
from signatures.models import BodyMandateFile, BodySignature, Organisation, OutboundEmail
from signatures.models.clock import database_now
from signatures.models.in_order import in_order
from signatures.organisations.records import keep_in_step

# A refusal is told after this time: whoever clicked on the wrong button has taken it back.
TIME_TO_THINK = timedelta(minutes=10)


class NotDecidableError(Exception):
    """Not confirmed, withdrawn, decided by somebody before, or its representative is erased."""


class AlreadyApprovedError(Exception):
    """This organisation is counted under this appeal already."""


@dataclass(frozen=True)
class Document:
    """A file that shows a mandate, as uploaded at the desk."""

    name: str
    content: bytes


def record_called(name: str) -> Organisation | None:
    """Find the record that a name means, if one knows this spelling."""
    return Organisation.objects.filter(spellings__key=search_key(name)).first()


@transaction.atomic
def approve(
    body: BodySignature,
    *,
    name: str,
    mandate_seen: str,
    by: User,
    document: Document | None = None,
) -> None:
    """Count an organisation and show it, because its mandate has been seen.

    Args:
        body: confirmed by its representative.
        name: under which it is shown: a record's that is there, else one is made.
        mandate_seen: what the organisers have seen that shows the mandate.
        by: who says so.
        document: a file that shows it.

    Raises:
        NotDecidableError: it does not wait for an approval.
        AlreadyApprovedError: the same organisation is counted under this appeal.
    """
    locked = _lock(body, BodyState.VERIFIED, BodyState.REFUSED)
    organisation = record_called(name) or _new_record(name, locked)
    with _once():
        BodySignature.objects.filter(pk=body.pk).update(
            state=BodyState.APPROVED,
            organisation=organisation,
            mandate_seen=mandate_seen,
            refusal="",
            approved_by=by,
            approved_at=Now(),
        )
    if document is not None:
        _keep(locked, document, by)
    _take_back_mail(locked)
    _tell(locked, EmailKind.BODY_APPROVED)
    _record("body.approve", locked, BodyState.APPROVED, organisation=organisation.pk)


@transaction.atomic
def refuse(body: BodySignature, *, reason: str, by: User) -> None:
    """Refuse an organisation: neither counted nor shown; its representative is told so.

    The reason stays at the desk: what organisers write of somebody's mandate is no mail. The
    mail waits for a moment, in which a slip can be taken back.

    Raises:
        NotDecidableError: it does not wait for a decision.
    """
    locked = _lock(body, BodyState.VERIFIED)
    BodySignature.objects.filter(pk=body.pk).update(state=BodyState.REFUSED, refusal=reason)
    _tell(locked, EmailKind.BODY_REFUSED, after=TIME_TO_THINK)
    _record("body.refuse", locked, BodyState.REFUSED)


@transaction.atomic
def reopen(body: BodySignature, *, by: User) -> None:
    """Take an approval or a refusal back: it waits for a decision again.

    Nothing stays of the approval: a conversion there and back would find it.

    Raises:
        NotDecidableError: there is no decision to take back.
        AlreadyApprovedError: the same mailbox has confirmed for it once more since.
    """
    locked = _lock(body, BodyState.APPROVED, BodyState.REFUSED)
    with _once():
        BodySignature.objects.filter(pk=body.pk).update(
            state=BodyState.VERIFIED,
            organisation=None,
            mandate_seen="",
            refusal="",
            approved_by=None,
            approved_at=None,
        )
    _take_back_mail(locked)
    _record("body.reopen", locked, BodyState.VERIFIED)


@contextmanager
def _once() -> Iterator[None]:
    """Say in our words what the database refuses: one organisation is counted once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "body_one_for_each_" not in str(error):
            raise
        raise AlreadyApprovedError from error


def _lock(body: BodySignature, *states: BodyState) -> BodySignature:
    """Take the row for this decision; two people who decide at once do not overwrite."""
    locked = (
        BodySignature.objects.select_for_update(of=("self",))
        .filter(pk=body.pk, state__in=states, anonymised_at=None)
        .first()
    )
    if locked is None:
        raise NotDecidableError
    return locked


def _tell(body: BodySignature, kind: EmailKind, *, after: timedelta = timedelta(0)) -> None:
    """Promise the representative the mail about this decision.

    Each decision is a cause of its own, also the second refusal after a reopening; `_lock` has
    seen to it that this one was taken once.
    """
    outbox.enqueue(
        signature=body,
        kind=kind,
        recipient_key=recipient_key(body.canonical_email),
        dedupe_key=f"{kind}:{body.pk}:{uuid4().hex}",
        due_at=database_now() + after,
    )


def _take_back_mail(body: BodySignature) -> None:
    """Keep a mail about a decision that no longer stands from leaving."""
    mails = OutboundEmail.objects.filter(
        body=body,
        kind__in=(EmailKind.BODY_APPROVED, EmailKind.BODY_REFUSED),
        state=EmailState.QUEUED,
        attempts=0,
    )
    in_order(mails).delete()


def _new_record(name: str, body: BodySignature) -> Organisation:
    organisation = Organisation.objects.create(name=name, kind=body.kind)
    keep_in_step(organisation)
    first = record_called(name)
    if first is None or first == organisation:
        return organisation
    organisation.delete()  # somebody has made one of this name in the same moment
    return first


def _keep(body: BodySignature, document: Document, by: User) -> None:
    BodyMandateFile.objects.update_or_create(
        body=body,
        defaults={
            "name": document.name[-120:],
            "content": document.content,
            "sha256": hashlib.sha256(document.content).hexdigest(),
            "added_by": by,
        },
    )


def _record(act: str, body: BodySignature, state: BodyState, **more: int) -> None:
    record(act, target=body, before={"state": body.state}, after={"state": state, **more})
