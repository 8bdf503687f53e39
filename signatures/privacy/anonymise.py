"""The end of the appeal's clock: what names signatories goes, the counts stay (R-63)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.audit import record
from appeal.models import Appeal
from signatures.enums import BodyState, SignatureStatus
from signatures.models import (
    BodyMandateFile,
    BodySignature,
    Invalidation,
    OutboundEmail,
    PaperBatch,
    PaperSignature,
    Signature,
    SuppressedAddress,
)
from signatures.models.in_order import in_order
from signatures.models.statements import unhurried
from signatures.privacy.domains import forget_domains
from signatures.privacy.erasure import (
    PAPER_ERASED,
    REPRESENTATIVE_ERASED,
    delete_when_committed,
    erase_people,
    forget_attachments,
)
from signatures.privacy.spellings import forget_unused_spellings

BATCH = 2_000


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
    them, go. So do the representatives of organisations; the organisations stay listed.
    What was done is put on record, for the data protection officer.

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
    number += _anonymise_bodies(appeal, now=now)
    # Also where no name was left: a run that was killed may not have come as far as here.
    forget_domains(appeal)
    # A wave may have been looked for by a name.
    waves = Invalidation.objects.filter(appeal=appeal).exclude(conditions={"erased": True})
    waves.update(conditions={"erased": True}, note="")
    forget_unused_spellings()
    if number:
        record(
            "privacy.anonymise",
            target=appeal,
            target_label=appeal.slug,
            after={"signatures": number, "kept_until": appeal.kept_until.isoformat()},
        )
    return number


@transaction.atomic
def _anonymise_bodies(appeal: Appeal, *, now: datetime) -> int:
    """Erase who represented the organisations; what never was counted goes whole.

    An organisation that is counted and shown is no person: its name stays, as the figure does.
    """
    named = BodySignature.objects.filter(
        ~Q(state=BodyState.WITHDRAWN), appeal=appeal, anonymised_at=None
    )
    found = dict(named.select_for_update().order_by("pk").values_list("pk", "state"))
    in_order(OutboundEmail.objects.filter(body__in=found)).delete()
    BodyMandateFile.objects.filter(body__in=found).delete()
    counted = [pk for pk, state in found.items() if state == BodyState.APPROVED]
    BodySignature.objects.filter(pk__in=found).exclude(pk__in=counted).delete()
    BodySignature.objects.filter(pk__in=counted).update(**REPRESENTATIVE_ERASED, anonymised_at=now)
    return len(found)


@transaction.atomic
def _anonymise_paper(appeal: Appeal) -> int:
    """Erase what names people on paper, and delete the sheets; counted lines stay counted."""
    for batch in PaperBatch.objects.select_for_update().filter(appeal=appeal).order_by("pk"):
        delete_when_committed(batch.scan)
        delete_when_committed(batch.source)
        batch.scan = batch.source = ""
        batch.save(update_fields=["scan", "source"])
    named = PaperSignature.objects.filter(appeal=appeal).exclude(last_name="")
    return in_order(named).update(**PAPER_ERASED)


@transaction.atomic
def _anonymise_batch(appeal: Appeal, *, now: datetime) -> int:
    with unhurried():
        named = Signature.objects.filter(
            ~Q(status=SignatureStatus.WITHDRAWN), appeal=appeal, anonymised_at__isnull=True
        )
        rows = named.select_for_update().order_by("pk").values_list("pk", "status")[:BATCH]
        found = dict(rows)
        in_order(OutboundEmail.objects.filter(signature__in=found)).delete()
        waiting = {pk for pk, status in found.items() if status == SignatureStatus.PENDING}
        forget_attachments(waiting)
        Signature.objects.filter(pk__in=waiting).delete()
        erase_people(found.keys() - waiting, now=now)
        return len(found)
