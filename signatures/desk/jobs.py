"""Background jobs: ask for one, turn it slice by slice, stop it (docs/adr/0012).

A slice is a few seconds of work in one transaction, together with the note of how far it
came. Whatever dies in between, the next worker goes on where the last commit was; a slice
that kills its worker again and again makes the job fail in view of everybody.
"""

import logging
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.models import User
from signatures.models import Job
from signatures.models.job import UNFINISHED, JobState

logger = logging.getLogger(__name__)

# Longer than Celery lets this task live (110 s): who still works has not lost its job.
LEASE = timedelta(seconds=120)
RETRY = timedelta(seconds=5)
MAX_ATTEMPTS = 3
GO_ON, STAYS_DONE = _("Go on"), _("What is done already stays done.")
# Under the task's soft limit (100 s), with room for one slice that takes its time: a
# dossier of 100,000 names is one, half a minute long (docs/adr/0035).
TIME_BUDGET = 25.0
DIED = "died"


class JobFailedError(Exception):
    """A runner found that it cannot go on; the argument is a code that `describe` knows."""


class _LeaseLostError(Exception):
    """Another worker has taken the job meanwhile: what this one did is taken back."""


@dataclass(frozen=True, kw_only=True)
class JobKind:
    """What the desk knows of one kind of job.

    Attributes:
        code: stored in `Job.kind`.
        label: what it does, in words, translated when shown.
        permission: who holds it sees every job of this kind, and its result.
        may_have: says whether somebody with this permission may have the result of one
            job, where that depends on what is in it.
        step: does one slice (aim at 2 s; 15 s is too long) inside a transaction that
            is already open. It calls `progress` and returns None to be called again, or
            returns the facts of the outcome, which ends the job. Whatever it changes
            is committed together with its progress, exactly once. It raises
            `JobFailedError` when it cannot go on.
        personal: whether its result holds personal data, and needs a fresh proof of who
            fetches it.
        describe: says how a finished or stopped job ended, from `job.outcome`,
            `job.failure` and `job.done`, in the reader's language.
        page: gives the address at which somebody goes on after its end, if there is one.
        page_label: what the link to that address says.
        stopping: says, beside the button that stops it, what then stays of its work.
    """

    code: str
    label: Any
    permission: str
    step: Callable[[Job], dict[str, Any] | None]
    describe: Callable[[Job], str]
    may_have: Callable[[Job, User], bool] = lambda _job, _user: True
    personal: bool = False
    page: Callable[[Job], str] | None = None
    page_label: Any = GO_ON
    stopping: Any = STAYS_DONE


def request_job(*, kind: str, parameters: dict[str, Any], by: User | None, key: str = "") -> Job:
    """Ask for a job, in the transaction of what causes it.

    Args:
        kind: the code of one of `desk.kinds.KINDS`.
        parameters: ids and conditions; no names, no addresses.
        by: who asks; None is the schedule.
        key: names what the job works on. While one with the same kind and key is
            unfinished, asking again (the organiser clicks twice) gives that one.
    """
    while True:
        try:
            with transaction.atomic():
                return Job.objects.create(
                    kind=kind, parameters=parameters, requested_by=by, key=key
                )
        except IntegrityError as error:
            if "job_unique_unfinished_key" not in str(error):
                raise
        unfinished = Job.objects.filter(kind=kind, key=key, state__in=UNFINISHED).first()
        if unfinished is not None:  # else it has ended between the two looks
            return unfinished


def progress(
    job: Job, *, done: int, total: int | None = None, cursor: dict[str, Any] | None = None
) -> None:
    """Note how far a slice came; kept when the slice is committed.

    Args:
        job: as given to the step.
        done: how many so far.
        total: of how many, once that is known; None leaves what was known.
        cursor: what the next slice needs to go on; None leaves the last one.
    """
    job.done = done
    job.total = job.total if total is None else total
    job.cursor = job.cursor if cursor is None else cursor


@transaction.atomic
def cancel(job: Job) -> None:
    """Stop a job before its next slice. What it has done stays; one that waits never starts."""
    going_on = Job.objects.filter(pk=job.pk, state__in=UNFINISHED, cancel_requested_at__isnull=True)
    if not going_on.update(cancel_requested_at=Now()):
        return
    record("job.cancel", target=job, target_label=job.kind)
    Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(
        state=JobState.CANCELLED, finished_at=Now()
    )


def run_due(
    kinds: Mapping[str, JobKind],
    *,
    seconds: float = TIME_BUDGET,
    is_over: Callable[[], bool] = lambda: False,
) -> int:
    """Work on the jobs that are due until none is left or the time is up.

    Any number of workers may do this at once; each job has one of them at a time.

    Args:
        kinds: every kind of job, by its code.
        seconds: how long; a slice that has begun is finished first.
        is_over: once it says so, no further slice is begun.

    Returns:
        How many slices were committed.
    """
    ends_at = time.monotonic() + seconds
    slices = 0

    def enough() -> bool:
        return is_over() or time.monotonic() >= ends_at

    while job := _claim():
        slices += _turn(job, kinds.get(job.kind), enough)
        if enough():
            break
    return slices


def due_since() -> datetime | None:
    """Give since when the job that has waited longest could be worked on; None without any."""
    due = Job.objects.filter(state__in=UNFINISHED, due_at__lte=Now())
    return due.order_by("due_at").values_list("due_at", flat=True).first()


def _claim() -> Job | None:
    """Take the job that has waited longest; others skip it until the lease ends.

    The attempt is counted now, so that a slice which kills its worker cannot do so for ever.
    """
    with transaction.atomic():
        due = Job.objects.filter(state__in=UNFINISHED, due_at__lte=Now())
        job = due.select_for_update(skip_locked=True, of=("self",)).order_by("due_at").first()
        if job is None:
            return None
        job.lease_key = uuid.uuid4()
        Job.objects.filter(pk=job.pk).update(
            state=JobState.RUNNING,
            lease_key=job.lease_key,
            due_at=Now() + LEASE,
            attempts=F("attempts") + 1,
            started_at=Coalesce(F("started_at"), Now()),
        )
    job.attempts += 1
    job.state = JobState.RUNNING
    return job


def _turn(job: Job, kind: JobKind | None, enough: Callable[[], bool]) -> int:
    """Turn one job until it ends or the time is up; returns the committed slices."""
    if job.attempts > MAX_ATTEMPTS:
        _finish(job, JobState.FAILED, failure=DIED)
        return 0
    if kind is None:
        _finish(job, JobState.FAILED, failure="unknown kind")
        return 0
    slices = 0
    try:
        while not _was_cancelled(job):
            finished = _slice(job, kind)
            slices += 1
            if finished:
                return slices
            if enough():
                _release(job, timedelta(0))
                return slices
        _finish(job, JobState.CANCELLED)
    except _LeaseLostError:
        logger.warning("job %s: taken over by another worker", job.pk)
    except OperationalError as error:
        # A lock or the database itself: the next attempt may fare better.
        logger.warning("job %s: %s", job.pk, type(error).__name__)
        _release(job, RETRY)
    except JobFailedError as error:
        _finish(job, JobState.FAILED, failure=str(error))
    except Exception as error:
        # Whatever one job does, the others go on.
        logger.exception("job %s failed", job.pk)
        _finish(job, JobState.FAILED, failure=type(error).__name__)
    return slices


def _slice(job: Job, kind: JobKind) -> bool:
    """Do one slice and note it, both or neither; returns whether the job has ended."""
    with transaction.atomic():
        outcome = kind.step(job)
        job.attempts = 0
        changes: dict[str, Any] = {
            "done": job.done,
            "total": job.total,
            "cursor": job.cursor,
            "result": job.result.name or "",
            "result_sha256": job.result_sha256,
            "expires_at": job.expires_at,
            "attempts": 0,
            "due_at": Now() + LEASE,
        }
        if outcome is not None:
            changes |= {"outcome": outcome, "state": JobState.DONE, "finished_at": Now()}
        if not _mine(job).update(**changes):
            raise _LeaseLostError
    return outcome is not None


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, lease_key=job.lease_key, state=JobState.RUNNING)


def _was_cancelled(job: Job) -> bool:
    return _mine(job).filter(cancel_requested_at__isnull=False).exists()


def _release(job: Job, after: timedelta) -> None:
    """Give a job back, for whoever comes next."""
    _mine(job).update(due_at=Now() + after)


def _finish(job: Job, state: JobState, *, failure: str = "") -> None:
    _mine(job).update(state=state, failure=failure[:80], finished_at=Now())
