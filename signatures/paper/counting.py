"""A batch of paper counted as one, and taken back as one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.db.models import Exists, Min, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from appeal.models import Appeal
from signatures.models import PaperBatch, PaperSignature, Signature
from signatures.models.in_order import in_order
from signatures.models.paper import BatchState, LeftOut
from signatures.paper.batches import lock_batch


class TakenBack(models.TextChoices):
    """Why a counted batch is taken back: for the audit, which has no place for typed words."""

    MISTYPED = "mistyped", _("it was typed with mistakes")
    TWICE = "twice", _("these signatures are in another list, too")
    DOUBTFUL = "doubtful", _("the sheets may not be genuine")
    OTHER = "other", _("another reason")


class NoReasonError(Exception):
    """Nothing of `TakenBack` was chosen."""


class EmptyBatchError(Exception):
    """There is no line to count."""


class SecondPersonError(Exception):
    """The appeal asks for a second person, and nobody has checked this batch yet."""


@dataclass(frozen=True)
class Counted:
    """What counting did."""

    counted: int
    left_out: int


@transaction.atomic
def count_batch(batch: PaperBatch, *, by: User | None, now: datetime) -> Counted:
    """Count the lines of a batch, all in one statement.

    Lines whose address is counted already, online or on paper, are left out as duplicates. One
    that is held online counts here; its line yields when it is released (migration
    `paper_yields_to_the_counted`).

    Raises:
        WrongStateError: it is counted already, or was taken back.
        EmptyBatchError: no line would count.
        SecondPersonError: the appeal asks for a second person first.
    """
    locked = lock_batch(batch, BatchState.TYPING)
    if locked.appeal.paper_needs_second_person and locked.checked_by_id is None:
        raise SecondPersonError
    _lock_same_people(locked)
    _leave_out_known_addresses(locked)
    counted = in_order(locked.lines.filter(left_out="")).update(is_counted=True)
    if not counted:
        raise EmptyBatchError
    locked.state, locked.counted_at = BatchState.COUNTED, now
    locked.save(update_fields=["state", "counted_at"])
    left_out = locked.lines.exclude(left_out="").count()
    audit.record(
        "paper.count",
        target=locked,
        target_label=f"#{locked.pk}",
        after={"counted": counted, "left_out": left_out},
        by=by,
    )
    batch.state, batch.counted_at = locked.state, locked.counted_at
    return Counted(counted, left_out)


@transaction.atomic
def undo_batch(batch: PaperBatch, *, by: User | None, reason: str) -> int:
    """Take a counted batch out of the figures; gives how many lines that were.

    Args:
        batch: counted.
        by: who takes it back.
        reason: one of `TakenBack`.

    Raises:
        WrongStateError: it is not counted.
        NoReasonError: the reason is none of ours.
    """
    locked = lock_batch(batch, BatchState.COUNTED)
    if reason not in TakenBack.values:
        raise NoReasonError
    number = in_order(locked.lines.filter(is_counted=True)).update(is_counted=False)
    locked.state, locked.counted_at = BatchState.UNDONE, None
    locked.save(update_fields=["state", "counted_at"])
    audit.record(
        "paper.undo",
        target=locked,
        target_label=f"#{locked.pk}",
        before={"counted": number},
        after={"counted": 0, "reason": reason},
        by=by,
    )
    batch.state, batch.counted_at = locked.state, None
    return number


def _lock_same_people(batch: PaperBatch) -> None:
    """Have nobody of these lines confirm online, or be counted on another list, meanwhile.

    Each would look for the other, find nobody, and one person be counted twice.
    """
    Appeal.objects.select_for_update(no_key=True).get(pk=batch.appeal_id)
    addresses = batch.lines.filter(left_out="").exclude(canonical_email="")
    online = Signature.objects.filter(
        appeal=batch.appeal_id, canonical_email__in=addresses.values("canonical_email")
    ).exclude(canonical_email="")
    list(online.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _leave_out_known_addresses(batch: PaperBatch) -> None:
    """Leave out whose address is counted online or elsewhere, or stands further up.

    One statement for each: joined by OR, or with "further up" asked of each line, they took
    the square of the number of lines.
    """
    address = {"appeal": batch.appeal_id, "canonical_email": OuterRef("canonical_email")}
    online = Signature.objects.filter(**address).counted()
    elsewhere = PaperSignature.objects.filter(**address, is_counted=True)
    addressed = batch.lines.filter(left_out="").exclude(canonical_email="")
    for known in (online, elsewhere):
        # Both indexes are of addresses that are not empty, and are used when that is said.
        found = Exists(known.exclude(canonical_email=""))
        in_order(addressed.filter(found)).update(left_out=LeftOut.DUPLICATE)
    highest = addressed.values("canonical_email").annotate(first=Min("number")).values("first")
    in_order(addressed.exclude(number__in=highest)).update(left_out=LeftOut.DUPLICATE)
