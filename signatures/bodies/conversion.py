"""Turn a person's signature into that of an organisation, or the reverse; and back.

Both rows stay and know each other; exactly one of them is counted. So the figures move by
one on each side, nothing that was typed is lost, and the way back is the same act.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts.audit import record
from accounts.models import User
from appeal.models import Category
from signatures.addresses import recipient_key
from signatures.bodies.locking import lock_body
from signatures.desk.holding import hold_back
from signatures.enums import (
    BodyState,
    Display,
    EmailKind,
    InvalidationReason,
    OrganisationKind,
    SignatureStatus,
)
from signatures.folding import search_key
from signatures.mail import outbox
from signatures.models import BodySignature, ModerationDecision, Signature
from signatures.models.clock import database_now
from signatures.models.moderation import Decision
from signatures.organisations.affiliation import affiliate

CONVERTIBLE = (BodyState.VERIFIED, BodyState.APPROVED, BodyState.REFUSED)


class NotConvertibleError(Exception):
    """Only what is verified, and not withdrawn, invalidated, converted or anonymised."""


class InTheWayError(Exception):
    """The other side has a signature of this mailbox already: decide about that one first."""


@dataclass(frozen=True, kw_only=True)
class BodyFacts:
    """What an organisation's signature has and a person's has not."""

    name: str
    kind: OrganisationKind
    role: str


@transaction.atomic
def to_body(signature: Signature, facts: BodyFacts, *, by: User, note: str = "") -> BodySignature:
    """Make a person's verified signature that of an organisation, awaiting its approval.

    The person's row is invalidated with the public reason “moved to the organisations”. One
    that was an organisation's before is so again as it was, with what was decided then.

    Args:
        signature: the person's.
        facts: what the organisers know of the organisation; unused on the way back.
        by: who converts.
        note: for the colleagues.

    Raises:
        NotConvertibleError: it is not a verified signature.
        InTheWayError: this mailbox has signed for this organisation already.
    """
    person = Signature.objects.select_for_update(of=("self",)).get(pk=signature.pk)
    if person.status != SignatureStatus.VERIFIED or person.anonymised_at:
        raise NotConvertibleError
    body = BodySignature.objects.select_for_update(of=("self",)).filter(signature=person).first()
    with _nothing_in_the_way("body_one_for_each_"):
        if body is None:
            body = _body_from(person, facts)
        else:
            body.state = state_of(body)
            body.save(update_fields=["state"])
    _decide(person, Decision.INVALIDATE, by, note)
    Signature.objects.filter(pk=person.pk).update(
        status=SignatureStatus.INVALIDATED,
        invalidated_at=Now(),
        invalidation_reason=InvalidationReason.CONVERTED,
    )
    record(
        "signature.convert_to_body",
        target=person,
        before={"status": person.status},
        after={"body": body.pk, "state": body.state},
    )
    return body


def state_of(earlier: BodySignature | None) -> BodyState:
    """Say in which state `to_body` leaves an organisation: as decided about it before, if ever.

    Args:
        earlier: what the person's signature was before, if it was an organisation's.
    """
    if earlier is not None and earlier.refusal:
        return BodyState.REFUSED
    if earlier is not None and earlier.approved_at:
        return BodyState.APPROVED
    return BodyState.VERIFIED


@transaction.atomic
def to_person(
    body: BodySignature, *, by: User, category: Category | None = None, note: str = ""
) -> Signature:
    """Make an organisation's signature that of its representative.

    One that came from a person's signature gives that one back as it was. Else a new row is
    made: counted, and showing nothing until its owner chooses otherwise; the owner is sent
    the link to it. A watched name is held either way (R-11).

    Args:
        body: the organisation's, confirmed by mail.
        by: who converts.
        category: what the person signs as; needed when there was no person's signature.
        note: for the colleagues.

    Raises:
        NotConvertibleError: it is not confirmed, or is converted or withdrawn already.
        InTheWayError: this mailbox has a person's signature already (R-04).
    """
    locked = lock_body(
        BodySignature.objects.filter(pk=body.pk, state__in=CONVERTIBLE, anonymised_at=None)
    )
    if locked is None:
        raise NotConvertibleError
    with _nothing_in_the_way("signature_unique_verified_email"):
        # First, as in `to_body`: two conversions then take the cells of the count in one order.
        BodySignature.objects.filter(pk=locked.pk).update(state=BodyState.CONVERTED)
        person = locked.signature
        if person is not None:
            _decide(person, Decision.REINSTATE, by, note)
            Signature.objects.filter(pk=person.pk).update(
                status=SignatureStatus.VERIFIED, invalidated_at=None, invalidation_reason=""
            )
        elif category is not None:
            person = _person_from(locked, category)
        else:
            raise NotConvertibleError
        # By whichever door a name comes in: organisations are not compared with the list.
        hold_back(person)
    BodySignature.objects.filter(pk=locked.pk).update(signature=person)
    record(
        "body.convert_to_person",
        target=locked,
        before={"state": locked.state},
        after={"signature": person.pk, "status": SignatureStatus.VERIFIED},
    )
    return person


@contextmanager
def _nothing_in_the_way(constraint: str) -> Iterator[None]:
    """Say in our words what the database refuses."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint not in str(error):
            raise
        raise InTheWayError from error


def _decide(person: Signature, decision: Decision, by: User, note: str) -> None:
    """Leave the line in the person's history that every decision leaves."""
    reason = f"{InvalidationReason.CONVERTED}: {note}" if note else InvalidationReason.CONVERTED
    ModerationDecision.objects.create(
        signature=person,
        decision=decision,
        reason=reason[:300],
        status_before=person.status,
        moderation_before=person.moderation,
        decided_by=by,
    )


def _body_from(person: Signature, facts: BodyFacts) -> BodySignature:
    return BodySignature.objects.create(
        appeal_id=person.appeal_id,
        version_id=person.version_id,
        language=person.language,
        name=facts.name,
        name_key=search_key(facts.name),
        kind=facts.kind,
        role=facts.role,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        canonical_email=person.canonical_email,
        mandate=person.message,
        consent_wording=person.consent_wording,
        state=BodyState.VERIFIED,
        verified_at=person.verified_at,
        signature=person,
    )


def _person_from(body: BodySignature, category: Category) -> Signature:
    person = Signature(
        appeal_id=body.appeal_id,
        version_id=body.version_id,
        category=category,
        language=body.language,
        first_name=body.first_name,
        last_name=body.last_name,
        email=body.email,
        canonical_email=body.canonical_email,
        organisation=body.name,
        job_title=body.role,
        search_key=search_key(body.last_name, body.first_name, body.name),
        display=Display.HIDDEN,
        consent_wording=body.consent_wording,
        status=SignatureStatus.VERIFIED,
        verified_at=body.verified_at,
    )
    affiliate(person)
    person.save()
    outbox.enqueue(
        signature=person,
        kind=EmailKind.MANAGE,
        recipient_key=recipient_key(person.canonical_email),
        dedupe_key=f"{EmailKind.MANAGE}:{person.pk}:converted",
        due_at=database_now(),
    )
    return person
