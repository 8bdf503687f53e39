"""A kind of job for tests, which leaves a trace for each slice and can be held inside one."""

import os
import time
from pathlib import Path
from typing import Any

from signatures.desk.jobs import JobKind, progress
from signatures.models import Job, SuppressedAddress

TOTAL = 5


def step(job: Job) -> dict[str, Any] | None:
    """Leave one more row; wait inside the third slice while the parameters' file is absent."""
    SuppressedAddress.objects.create(recipient_key=f"{job.pk}:{job.done}".encode())
    gate = job.parameters.get("gate", "")
    if gate and job.done == 2 and not Path(gate).exists():
        Path(f"{gate}.reached").write_text(str(os.getpid()))
        while not Path(gate).exists():
            time.sleep(0.05)
    progress(job, done=job.done + 1, total=TOTAL, cursor={"last": job.done})
    return {"slices": job.done} if job.done == TOTAL else None


SLOW = JobKind(
    code="slow",
    label="A slow job",
    permission="signatures.moderate_signature",
    step=step,
    describe=lambda job: f"{job.outcome.get('slices', job.done)} slices",
)


def main() -> None:
    """Be a real Celery worker that knows this kind."""
    from config.celery import app
    from signatures.desk.kinds import KINDS

    KINDS[SLOW.code] = SLOW
    app.worker_main(
        [
            "worker",
            "--pool=prefork",
            "-c",
            "1",
            "--without-gossip",
            "--without-mingle",
            "-l",
            "ERROR",
        ]
    )
