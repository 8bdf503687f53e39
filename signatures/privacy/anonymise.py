"""The end of the appeal's clock: what names signatories goes, the counts stay (R-63)."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from accounts.audit import record
from appeal.models import Appeal
from signatures.enums import SignatureStatus
from signatures.models import (
    FeaturedSignatory,
    Invalidation,
    ModerationDecision,
    OrganisationSpelling,
    OutboundEmail,
    PaperBatch,
    PaperSignature,
    ReleaseProposal,
    Signature,
    SuppressedAddress,
)
from signatures.models.statements import unhurried
from signatures.privacy.erasure import ERASED, forget_domains

BATCH = 2_000
PAPER_ERASED = (
    *("first_name", "last_name", "city", "organisation", "email"),
    *("canonical_email", "name_key"),
)


def anonymise_due(*, now: datetime) -> dict[str, int]:
    """Anonymise every appeal whose clock has run out.

    Returns:
        The slug of each appeal that had something left, and how many rows were anonymised.
    """
    over = [appeal for appeal in Appeal.objects.order_by("pk") if appeal.kept_until <= now]
    done = {appeal.slug: anonymise(appeal, now=now) for appeal in over}
    if over and len(over) == Appeal.objects.count():
        # Nobody is left who might be written to: the list has no purpose any more.
        SuppressedAddress.objects.all().delete()
    return {slug: number for slug, number in done.items() if number}


def anonymise(appeal: Appeal, *, now: datetime) -> int:
    """Erase what names the signatories of one appeal, in batches; the figures do not move.

    Rows keep their state, category, country, department, channel, day and confirmed
    organisation: the count and its breakdowns. Their mails, and what moderators wrote of
    them, go. What was done is put on record, for the data protection officer.

    Args:
        appeal: whose clock has run out.
        now: the database's time.

    Returns:
        How many rows were anonymised; killed midway, the next run does the rest.
    """
    number = 0
    while batch := _anonymise_batch(appeal, now=now):
        number += batch
    number += _anonymise_paper(appeal)
    if number:
        forget_domains(appeal)
        # A wave may have been looked for by a name.
        Invalidation.objects.filter(appeal=appeal).update(conditions={"erased": True}, note="")
        OrganisationSpelling.objects.filter(organisation=None, signature=None).delete()
        record(
            "privacy.anonymise",
            target=appeal,
            target_label=appeal.slug,
            after={"signatures": number, "kept_until": appeal.kept_until.isoformat()},
        )
    return number


@transaction.atomic
def _anonymise_paper(appeal: Appeal) -> int:
    """Erase what names people on paper, and delete the sheets; counted lines stay counted."""
    for batch in PaperBatch.objects.select_for_update().filter(appeal=appeal):
        for file in (batch.scan, batch.source):
            if file:
                transaction.on_commit(partial(file.storage.delete, str(file.name)))
        batch.scan = batch.source = ""
        batch.save(update_fields=["scan", "source"])
    named = PaperSignature.objects.filter(appeal=appeal).exclude(last_name="")
    return named.update(**dict.fromkeys(PAPER_ERASED, ""))


def _forget_proofs(signatures: Iterable[int]) -> None:
    """Delete proofs for watched names, portraits and quotes, their files included."""
    ids = list(signatures)
    proposals = ReleaseProposal.objects.filter(signature__in=ids)
    featured = FeaturedSignatory.objects.filter(signature__in=ids)
    files = [proposal.file for proposal in proposals.exclude(file="")]
    for file in [*files, *(row.portrait for row in featured.exclude(portrait=""))]:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    proposals.delete()
    featured.delete()


@transaction.atomic
def _anonymise_batch(appeal: Appeal, *, now: datetime) -> int:
    with unhurried():
        named = Signature.objects.filter(
            ~Q(status=SignatureStatus.WITHDRAWN), appeal=appeal, anonymised_at__isnull=True
        )
        rows = named.select_for_update().order_by("pk").values_list("pk", "status")[:BATCH]
        found = dict(rows)
        OutboundEmail.objects.filter(signature__in=found).delete()
        waiting = [pk for pk, status in found.items() if status == SignatureStatus.PENDING]
        Signature.objects.filter(pk__in=waiting).delete()
        _forget_proofs(found)
        ModerationDecision.objects.filter(signature__in=found).update(reason="")
        Signature.objects.filter(pk__in=found).update(**ERASED, anonymised_at=now)
        return len(found)
