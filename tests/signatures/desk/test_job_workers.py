"""A real Celery worker is killed in the middle of a job; the next one finishes it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from config.celery import app
from signatures.desk.jobs import request_job
from signatures.desk.tasks import run_due_jobs
from signatures.models import Job, SuppressedAddress
from signatures.models.clock import database_now
from signatures.models.job import JobState
from tests.signatures.desk.slow_jobs import TOTAL
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]
# A queue of our own: other tests look into the usual one.
DATABASE_NUMBER = 7
START = "import django; django.setup(); import tests.signatures.desk.slow_jobs as s; s.main()"


def own_redis(url: str) -> str:
    return url.partition("?")[0] + f"?db={DATABASE_NUMBER}" if "unix" in url else url


def database_url() -> str:
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@contextmanager
def worker() -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", START],
        cwd=ROOT,
        start_new_session=True,
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "REDIS_URL": own_redis(settings.REDIS_URL),
            "PYTHONWARNINGS": "ignore",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wake() -> None:
    url = own_redis(settings.REDIS_URL).replace("unix://", "redis+socket://")
    with app.connection_for_write(url.replace("?db=", "?virtual_host=")) as broker:
        run_due_jobs.apply_async(connection=broker)  # type: ignore[call-arg]


def state(job: Job) -> tuple[str, int]:
    row = Job.objects.get(pk=job.pk)
    return row.state, row.done


def test_a_worker_killed_midway_costs_no_slice_and_doubles_none(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    job = request_job(kind="slow", parameters={"gate": str(gate)}, by=None)

    with worker() as first:
        wake()
        eventually(lambda: Path(f"{gate}.reached").exists())
        kill(first)
    interrupted = state(job)
    gate.touch()
    Job.objects.update(due_at=database_now())  # the lease ends
    with worker():
        wake()
        eventually(lambda: state(job)[0] == JobState.DONE)

    assert interrupted == (JobState.RUNNING, 2)
    assert state(job) == (JobState.DONE, TOTAL)
    assert SuppressedAddress.objects.count() == TOTAL
