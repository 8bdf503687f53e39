"""A batch of paper: begun, filled line by line, typed in again after it was taken back."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts import audit
from accounts.models import User
from appeal.models import Appeal
from signatures.models import PaperBatch, PaperSignature
from signatures.models.in_order import in_order
from signatures.models.paper import BatchState, LeftOut
from signatures.paper.entries import Entry
from signatures.privacy.erasure import PAPER_ERASED, delete_when_committed


class WrongStateError(Exception):
    """The batch is counted already, or taken back."""


class SameSheetsError(Exception):
    """Another batch of this appeal has the same scan."""


class StaleBatchError(Exception):
    """Somebody else has added lines since the page was opened."""


def begin_batch(
    *,
    appeal: Appeal,
    place: str,
    collected_on: date,
    collector: str,
    by: User | None,
    lines_on_paper: int | None = None,
    scan: File[bytes] | None = None,
) -> PaperBatch:
    """Begin a batch, with its provenance.

    Args:
        appeal: what was signed.
        place: where the sheets were signed.
        collected_on: when.
        collector: who vouches for them.
        by: who types; none from the command line.
        lines_on_paper: how many lines there are by hand count.
        scan: the sheets as they were scanned; kept out of the public's reach.

    Raises:
        SameSheetsError: these sheets are in another batch that was not taken back.
        ValidationError: place or collector is empty, or too long.
    """
    batch = PaperBatch(
        appeal=appeal,
        place=place,
        collected_on=collected_on,
        collector=collector,
        lines_on_paper=lines_on_paper,
        typed_by=by,
        scan=scan or "",
        scan_sha256=_sha256(scan) if scan else "",
    )
    batch.clean_fields()
    try:
        with transaction.atomic():
            batch.save()
            audit.record(
                "paper.begin",
                target=batch,
                target_label=f"#{batch.pk}",
                after={"scan_sha256": batch.scan_sha256, "lines_on_paper": lines_on_paper},
                by=by,
            )
    except IntegrityError as error:
        if "paper_batch_unique_scan" not in str(error):
            raise
        raise SameSheetsError from error
    return batch


@transaction.atomic
def add_lines(batch: PaperBatch, entries: Sequence[Entry], *, after: int | None = None) -> int:
    """Add lines below those that are there, all or none; gives the number of the last.

    Args:
        batch: being typed.
        entries: the lines.
        after: the number of the last line that the page knew of. The same lines sent a
            second time (somebody clicks twice) are there already, and are not added.

    Raises:
        WrongStateError: the batch is not being typed any more.
        StaleBatchError: there are other lines than the page knew of.
    """
    locked = lock_batch(batch, BatchState.TYPING)
    highest = locked.lines.aggregate(highest=Max("number"))["highest"] or 0
    if after is not None and after != highest:
        since = locked.lines.filter(number__gt=after).order_by("number")
        if list(since.values_list("name_key", flat=True)) == [one.name_key for one in entries]:
            return highest
        raise StaleBatchError
    PaperSignature.objects.bulk_create(
        (
            PaperSignature(
                batch=locked, appeal_id=locked.appeal_id, number=number, **entry.as_fields()
            )
            for number, entry in enumerate(entries, highest + 1)
        ),
        batch_size=1000,
    )
    _ask_to_check_again(locked)
    return highest + len(entries)


@transaction.atomic
def correct_line(line: PaperSignature, entry: Entry) -> None:
    """Write a line anew; one that is left out of the count stays so.

    Raises:
        WrongStateError: the batch is not being typed any more, or the line was taken back.
    """
    batch = lock_batch(line.batch, BatchState.TYPING)
    lines = batch.lines.filter(pk=line.pk).exclude(left_out=LeftOut.WITHDRAWN)
    if not lines.update(**entry.as_fields()):
        raise WrongStateError
    _ask_to_check_again(batch)


@transaction.atomic
def leave_out(batch: PaperBatch, numbers: Iterable[int], *, reason: str) -> int:
    """Leave lines out of the count, or take them in again with no reason; gives how many.

    A line that its signatory takes back is erased, also from a batch that is counted; and with
    it the file that the lines came from, once that is stored: nothing reads it any more.

    Raises:
        WrongStateError: the batch is not being typed any more, or was taken back.
    """
    states = (BatchState.TYPING, BatchState.COUNTED)
    locked = lock_batch(batch, *(states if reason == LeftOut.WITHDRAWN else states[:1]))
    lines = locked.lines.filter(number__in=list(numbers)).exclude(left_out=LeftOut.WITHDRAWN)
    changes: dict[str, Any] = {"left_out": reason, "is_counted": False}
    if reason == LeftOut.WITHDRAWN:
        changes |= PAPER_ERASED
    changed = in_order(lines).update(**changes)
    if changed and reason == LeftOut.WITHDRAWN and locked.source_sha256 == locked.imported_sha256:
        delete_when_committed(locked.source)
        PaperBatch.objects.filter(pk=locked.pk).update(source="")
    if changed:
        audit.record(
            "paper.leave_out",
            target=locked,
            target_label=f"#{locked.pk}",
            after={"number": changed, "reason": reason},
        )
    return changed


@transaction.atomic
def reopen_batch(batch: PaperBatch) -> None:
    """Go on typing in a batch that was taken back.

    Raises:
        WrongStateError: it was not taken back.
        SameSheetsError: its sheets are in another batch by now.
    """
    locked = lock_batch(batch, BatchState.UNDONE)
    locked.state = BatchState.TYPING
    try:
        with transaction.atomic():
            locked.save(update_fields=["state"])
    except IntegrityError as error:
        raise SameSheetsError from error
    audit.record("paper.reopen", target=locked, target_label=f"#{locked.pk}")
    batch.state = locked.state


def lock_batch(batch: PaperBatch, *states: BatchState) -> PaperBatch:
    """Take a batch for an act of ours: two people who act at once do so one after the other.

    Raises:
        WrongStateError: it is in none of these states.
    """
    locked = (
        PaperBatch.objects.select_for_update(of=("self",)).select_related("appeal").get(pk=batch.pk)
    )
    if locked.state not in states:
        raise WrongStateError
    return locked


def _ask_to_check_again(batch: PaperBatch) -> None:
    """Forget who checked a batch: that person has not seen what it says now."""
    PaperBatch.objects.filter(pk=batch.pk).update(checked_by=None)


def _sha256(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
