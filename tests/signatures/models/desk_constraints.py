"""How to break each constraint of the desk's own tables; test_constraints does."""

from collections.abc import Callable
from typing import Any

from appeal.models import Appeal
from signatures.models import Job
from signatures.models.clock import database_now


def make_job(**fields: Any) -> Job:
    return Job.objects.create(kind="slow", **fields)


def same_unfinished_job_twice(_appeal: Appeal) -> None:
    make_job(key="same")
    make_job(key="same")


BREAKS: dict[str, Callable[[Appeal], Any]] = {
    "job_unique_unfinished_key": same_unfinished_job_twice,
    "job_state_known": lambda _: make_job(state="lost", finished_at=database_now()),
    "job_finished_at_iff_finished": lambda _: make_job(state="done"),
    "job_failure_iff_failed": lambda _: make_job(state="failed", finished_at=database_now()),
    "job_done_within_total": lambda _: make_job(done=2, total=1),
    "job_result_has_hash_and_end": lambda _: make_job(result="jobs/x/list.csv"),
}
