"""Take a wave out of the count, and put it back: previewed, in the background (R-58).

Undoing gives exactly the rows that this invalidation changed their former state back; a row
that somebody decided about later is left alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.audit import record
from accounts.models import User
from appeal.models import Appeal
from signatures.desk import moderation, undo
from signatures.desk.conditions import cleaned, matching
from signatures.desk.jobs import JobKind, progress, request_job
from signatures.enums import InvalidationReason, SignatureStatus
from signatures.models import Invalidation, Job, Signature
from signatures.models.job import UNFINISHED, JobState

SAMPLES = 20
SLICE = 1000
# A second click comes within this, however fast the first one's job was.
TWICE = timedelta(minutes=1)
_DO, _UNDO = "invalidate_wave", "undo_invalidation"


class NotUndoableError(Exception):
    """It has not ended yet, or it is undone already."""


@dataclass(frozen=True)
class Preview:
    """What an invalidation would touch.

    Attributes:
        conditions: as they will be stored.
        number: how many signatures.
        newest: the highest id when it was counted; who signs later is spared.
        samples: some of them, newest first.
    """

    conditions: dict[str, Any]
    number: int
    newest: int
    samples: list[Signature]


def preview(appeal: Appeal, typed: Mapping[str, Any]) -> Preview:
    """Count what the conditions speak of.

    Raises:
        EmptyConditionError: there is no condition.
    """
    conditions = cleaned(typed)
    rows = _touchable(matching(appeal, conditions))
    newest = Signature.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return Preview(conditions, rows.count(), newest, list(rows.order_by("-pk")[:SAMPLES]))


@transaction.atomic
def start(
    appeal: Appeal,
    *,
    conditions: Mapping[str, Any],
    newest: int,
    previewed: int,
    why: InvalidationReason,
    note: str,
    by: User,
) -> Invalidation:
    """Save the query and have it run in the background.

    The same preview sent twice (the organiser clicks twice) gives the first wave: a second
    one would find nothing, and its page would hide the undo of the first.

    Args:
        appeal: under which.
        conditions: from the preview.
        newest: from the preview.
        previewed: the number that the preview showed.
        why: the public reason (R-20).
        note: words for the colleagues.
        by: who takes the wave out.

    Raises:
        EmptyConditionError: there is no condition. The database says no, too.
    """
    stored = cleaned(conditions)
    Appeal.objects.select_for_update(no_key=True).get(pk=appeal.pk)
    begun = _just_begun(by).filter(appeal=appeal, conditions=stored, newest=newest, reason=why)
    if (first := begun.order_by("pk").first()) is not None:
        return first
    wave = Invalidation.objects.create(
        appeal=appeal,
        conditions=stored,
        reason=why,
        note=note,
        newest=newest,
        previewed=previewed,
        requested_by=by,
    )
    wave.job = request_job(kind=_DO, parameters={"wave": wave.pk}, by=by, key=f"wave {wave.pk}")
    wave.save(update_fields=["job"])
    record(
        "invalidation.start",
        target=wave,
        after={"conditions": sorted(wave.conditions), "reason": why, "previewed": previewed},
        by=by,
    )
    return wave


def may_be_undone(wave: Invalidation) -> bool:
    """Say whether there is something to undo: it has ended, however, and is not undone.

    Undoing that was stopped, or that failed, may be begun again.
    """
    ended = wave.job is not None and wave.job.is_finished
    undoing = wave.undo_job.state if wave.undo_job else JobState.CANCELLED
    return bool(ended and undoing in (JobState.CANCELLED, JobState.FAILED))


@transaction.atomic
def start_undo(wave: Invalidation, *, by: User) -> Job:
    """Have an invalidation undone in the background.

    Raises:
        NotUndoableError: it runs, or is undone already.
    """
    locked = Invalidation.objects.select_for_update(of=("self",))
    wave = locked.select_related("job", "undo_job").get(pk=wave.pk)
    if not may_be_undone(wave):
        raise NotUndoableError
    job = request_undo(wave.batch, by=by)
    wave.undo_job = job
    wave.save(update_fields=["undo_job"])
    record("invalidation.undo", target=wave, by=by)
    return job


def request_undo(batch: UUID, *, by: User) -> Job:
    """Have an act of many signatures undone in the background."""
    number = undo.number_of(batch)
    parameters = {"batch": str(batch), "number": number}
    return request_job(kind=_UNDO, parameters=parameters, by=by, key=str(batch))


def undo_large(batch: UUID, *, by: User) -> Job | None:
    """Have a large act undone as a job; None when `undo` does it at once."""
    if undo.number_of(batch) > undo.MOST_AT_ONCE:
        return request_undo(batch, by=by)
    return None


def _just_begun(by: User) -> QuerySet[Invalidation]:
    """Give the waves of this person that go on, or have ended well a moment ago."""
    done = Q(job__state=JobState.DONE, created_at__gt=Now() - TWICE, undo_job__isnull=True)
    goes_on = Q(job__state__in=UNFINISHED, job__cancel_requested_at__isnull=True)
    return Invalidation.objects.filter(goes_on | done, requested_by=by)


def _touchable(rows: QuerySet[Signature]) -> QuerySet[Signature]:
    return rows.exclude(status__in=(SignatureStatus.INVALIDATED, SignatureStatus.WITHDRAWN))


def _invalidate_slice(job: Job) -> dict[str, Any] | None:
    wave = Invalidation.objects.select_related("appeal", "requested_by").get(
        pk=job.parameters["wave"]
    )
    rows = _touchable(matching(wave.appeal, wave.conditions)).filter(
        pk__gt=job.cursor.get("after", 0), pk__lte=wave.newest
    )
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:SLICE])
    if not ids:
        return {"number": job.done}
    decided = moderation.invalidate(
        Signature.objects.filter(pk__in=ids),
        by=wave.requested_by,
        why=InvalidationReason(wave.reason),
        reason=wave.note,
        batch=wave.batch,
    )
    done = job.done + decided.number
    progress(job, done=done, total=max(wave.previewed, done), cursor={"after": ids[-1]})
    return None


def _undo_slice(job: Job) -> dict[str, Any] | None:
    by = job.requested_by
    assert by is not None  # noqa: S101 -- request_undo says who
    undone = undo.undo(UUID(job.parameters["batch"]), by=by, after=job.cursor.get("after", 0))
    left = job.cursor.get("left", 0) + undone.left
    if not undone.last:
        return {"number": job.done, "left": left}
    done = job.done + undone.number
    total = max(job.parameters["number"], done)
    progress(job, done=done, total=total, cursor={"after": undone.last, "left": left})
    return None


def _describe(job: Job) -> str:
    number = job.outcome.get("number", job.done)
    text: str = ngettext(
        "%s signature was taken out of the count.",
        "%s signatures were taken out of the count.",
        number,
    )
    return str(text % localize(number))


def _describe_undo(job: Job) -> str:
    number, left = job.outcome.get("number", job.done), job.outcome.get("left", 0)
    text: str = ngettext(
        "%s signature is again what it was.", "%s signatures are again what they were.", number
    )
    words = str(text % localize(number))
    if left:
        rest: str = ngettext(
            "%s was left as it is: it was decided about, withdrawn or signed again later.",
            "%s were left as they are: they were decided about, withdrawn or signed again later.",
            left,
        )
        words = f"{words} {rest % localize(left)}"
    return words


def _page(job: Job) -> str:
    return reverse("admin:signatures_invalidation_wave", args=[job.parameters["wave"]])


def _undo_page(job: Job) -> str:
    wave = Invalidation.objects.filter(batch=job.parameters["batch"]).first()
    if wave is None:
        return reverse("admin:signatures_queue")
    return reverse("admin:signatures_invalidation_wave", args=[wave.pk])


INVALIDATE = JobKind(
    code=_DO,
    label=_("Take a wave out of the count"),
    permission=moderation.PERMISSION,
    step=_invalidate_slice,
    describe=_describe,
    page=_page,
    page_label=_("The wave, and how to put it back"),
    stopping=_("Those that are taken out by then stay out; you can put them back."),
)
UNDO = JobKind(
    code=_UNDO,
    label=_("Undo an invalidation"),
    permission=moderation.PERMISSION,
    step=_undo_slice,
    describe=_describe_undo,
    page=_undo_page,
    page_label=_("Back to what was undone"),
)
