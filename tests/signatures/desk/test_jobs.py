"""Background jobs: slices that count once, whoever dies, stops them or asks twice."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection

from accounts.models import User
from signatures.desk import jobs
from signatures.desk.jobs import JobFailedError, JobKind, cancel, progress, request_job, run_due
from signatures.models import Job, SuppressedAddress
from signatures.models.clock import database_now
from signatures.models.job import JobState
from tests.signatures.desk.slow_jobs import SLOW, TOTAL
from tests.signatures.threads import at_once

KINDS = {SLOW.code: SLOW}


def asked(by: User | None = None, **parameters: Any) -> Job:
    return request_job(kind="slow", parameters=parameters, by=by)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def with_step(step: Any) -> dict[str, JobKind]:
    return {"slow": replace(SLOW, step=step)}


def end_leases() -> None:
    Job.objects.update(due_at=database_now())


def die(job: Job) -> None:
    """As a killed process does: no handler of ours gets to see it."""
    SuppressedAddress.objects.create(recipient_key=b"of a slice that was never committed")
    raise SystemExit


def test_who_is_waited_for_ends_with_the_slice_under_way(olga: User) -> None:
    job = asked(olga)

    slices = run_due(KINDS, is_over=lambda: True)

    assert slices == 1
    assert fresh(job).done == 1
    assert run_due(KINDS) == TOTAL - 1  # released at once, and nothing is lost


def test_a_job_is_worked_on_slice_by_slice_to_its_end(olga: User) -> None:
    job = asked(olga)
    assert (job.state, job.requested_by) == (JobState.QUEUED, olga)

    slices = run_due(KINDS)

    job = fresh(job)
    assert (slices, SuppressedAddress.objects.count()) == (TOTAL, TOTAL)
    assert (job.state, job.done, job.total) == (JobState.DONE, TOTAL, TOTAL)
    assert job.outcome == {"slices": TOTAL}
    assert job.started_at is not None
    assert job.finished_at is not None
    assert run_due(KINDS) == 0


def test_time_that_is_up_leaves_the_rest_to_the_next_wake_up(olga: User) -> None:
    job = asked(olga)

    counts = []
    while run_due(KINDS, seconds=0):
        counts.append(fresh(job).done)

    assert counts == [1, 2, 3, 4, 5]
    assert fresh(job).state == JobState.DONE


def test_jobs_take_turns_when_the_time_is_short(olga: User) -> None:
    first, second = asked(olga), asked(olga)

    run_due(KINDS, seconds=0)
    run_due(KINDS, seconds=0)

    assert [fresh(first).done, fresh(second).done] == [1, 1]


def test_asking_twice_for_the_same_gives_the_same_job(olga: User) -> None:
    first = request_job(kind="slow", parameters={}, by=olga, key="wave 7")
    second = request_job(kind="slow", parameters={}, by=olga, key="wave 7")
    run_due(KINDS)
    third = request_job(kind="slow", parameters={}, by=olga, key="wave 7")

    assert first == second
    assert third != first


def test_a_slice_that_dies_is_taken_back_and_done_again(olga: User) -> None:
    job = asked(olga)
    run_due(KINDS, seconds=0)

    with pytest.raises(SystemExit):
        run_due(with_step(die))
    before = fresh(job)
    assert run_due(KINDS) == 0  # leased to the one that died
    end_leases()
    run_due(KINDS)

    assert (before.state, before.done) == (JobState.RUNNING, 1)
    assert fresh(job).state == JobState.DONE
    assert SuppressedAddress.objects.count() == TOTAL


def test_a_slice_that_always_kills_its_worker_fails_visibly(olga: User) -> None:
    job = asked(olga)

    deaths = 0
    for _time in range(10):
        end_leases()
        try:
            run_due(with_step(die))
        except SystemExit:
            deaths += 1

    assert deaths == jobs.MAX_ATTEMPTS
    assert (fresh(job).state, fresh(job).failure) == (JobState.FAILED, jobs.DIED)


def test_a_slice_that_goes_well_forgives_the_deaths_before(olga: User) -> None:
    job = asked(olga)
    for _time in range(2 * jobs.MAX_ATTEMPTS):
        end_leases()
        with pytest.raises(SystemExit):
            run_due(with_step(die))
        end_leases()
        if fresh(job).done < TOTAL - 1:
            run_due(KINDS, seconds=0)
        else:
            break

    end_leases()
    run_due(KINDS)
    assert fresh(job).state == JobState.DONE


def test_a_lock_that_is_not_to_be_had_is_tried_again(olga: User) -> None:
    job = asked(olga)

    def locked(_job: Job) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    run_due(with_step(locked))
    assert fresh(job).state == JobState.RUNNING
    end_leases()
    run_due(KINDS)

    assert fresh(job).state == JobState.DONE


@pytest.mark.parametrize(
    ("error", "failure"),
    [(JobFailedError("empty"), "empty"), (ZeroDivisionError(), "ZeroDivisionError")],
)
def test_a_failure_is_on_record_and_the_next_job_goes_on(
    olga: User, error: Exception, failure: str
) -> None:
    bad, good = asked(olga, bad=True), asked(olga)

    def step(job: Job) -> dict[str, Any] | None:
        if job.parameters.get("bad"):
            raise error
        return SLOW.step(job)

    run_due(with_step(step))

    assert (fresh(bad).state, fresh(bad).failure) == (JobState.FAILED, failure)
    assert fresh(bad).finished_at is not None
    assert fresh(good).state == JobState.DONE


def test_a_kind_that_nobody_knows_fails(olga: User) -> None:
    job = request_job(kind="of another version", parameters={}, by=olga)

    run_due(KINDS)

    assert (fresh(job).state, fresh(job).failure) == (JobState.FAILED, "unknown kind")


def test_a_waiting_job_that_is_stopped_never_starts(olga: User) -> None:
    job = asked(olga)

    cancel(job)

    assert fresh(job).state == JobState.CANCELLED
    assert run_due(KINDS) == 0


def test_a_running_job_stops_before_its_next_slice(olga: User) -> None:
    job = asked(olga)

    def step(running: Job) -> dict[str, Any] | None:
        if running.done == 1:
            cancel(fresh(job))
        return SLOW.step(running)

    run_due(with_step(step))

    job = fresh(job)
    assert (job.state, job.done, SuppressedAddress.objects.count()) == (JobState.CANCELLED, 2, 2)
    cancel(job)
    assert fresh(job).finished_at == job.finished_at


def test_what_a_worker_does_after_it_lost_its_lease_is_taken_back(olga: User) -> None:
    job = asked(olga)

    def slow(mine: Job) -> dict[str, Any] | None:
        SuppressedAddress.objects.create(recipient_key=b"too late")
        end_leases()
        jobs._claim()  # another worker, meanwhile
        progress(mine, done=1)
        return None

    run_due(with_step(slow))

    # In one connection the other claim is taken back as well; the trace must be.
    assert not SuppressedAddress.objects.exists()
    assert fresh(job).done == 0


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_share_the_jobs_and_no_slice_counts_twice(transactional_db: None) -> None:
    wanted = [asked() for _number in range(6)]

    at_once(*[partial(run_due, KINDS)] * 4)

    assert {fresh(job).state for job in wanted} == {JobState.DONE}
    assert SuppressedAddress.objects.count() == 6 * TOTAL


@pytest.mark.django_db(transaction=True)
def test_asking_at_the_same_moment_gives_one_job(transactional_db: None) -> None:
    ask = partial(request_job, kind="slow", parameters={}, by=None, key="the same")

    found = at_once(*[ask] * 6)

    assert len({job.pk for job in found if isinstance(job, Job)}) == 1
    assert Job.objects.count() == 1


def test_taking_a_job_reads_one_index(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT * FROM signatures_job WHERE state IN ('queued', 'running')"
            " AND due_at <= now() ORDER BY due_at LIMIT 1"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "job_due_idx" in plan
    assert "Sort" not in plan
