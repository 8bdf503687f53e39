"""Files that jobs make: stored where no address leads, handed out for a day, then deleted."""

import hashlib
import uuid
from datetime import timedelta
from typing import IO

from django.core.files import File
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from signatures.models import Job
from signatures.models.clock import database_now
from signatures.models.job import JobState, private_storage

LIFETIME = timedelta(hours=24)
FOLDER = "jobs"
_BLOCK = 1 << 20


def attach_result(
    job: Job, content: IO[bytes], *, name: str, lifetime: timedelta = LIFETIME
) -> None:
    """Store what a job made, with its hash; called in a step, kept when that is committed.

    Args:
        job: as given to the step.
        content: the file, open; read from its beginning.
        name: what the browser will call it. Where it lies has a random name before it.
        lifetime: how long it can be downloaded.
    """
    digest = hashlib.sha256()
    content.seek(0)
    while block := content.read(_BLOCK):
        digest.update(block)
    content.seek(0)
    stored = private_storage().save(f"{FOLDER}/{uuid.uuid4().hex}/{name}", File(content))
    job.result.name = stored
    job.result_sha256 = digest.hexdigest()
    job.expires_at = database_now() + lifetime


def is_available(job: Job) -> bool:
    """Say whether there is a file that may still be downloaded."""
    return bool(
        job.state == JobState.DONE
        and job.result
        and job.expires_at
        and job.expires_at > database_now()
    )


def delete_expired() -> int:
    """Delete the files whose time is over, and those of no job; returns how many.

    A slice that was taken back, or a worker that died, leaves a file that no job knows.
    """
    deleted = 0
    for job in Job.objects.filter(expires_at__lte=Now()).exclude(result=""):
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(result="", result_sha256="", expires_at=None)
        _delete(job.result.name or "")
        deleted += 1
    return deleted + _delete_orphans()


def _delete_orphans() -> int:
    storage = private_storage()
    if not storage.exists(FOLDER):
        return 0
    kept = {
        name.split("/")[1]
        for name in Job.objects.exclude(result="").values_list("result", flat=True)
    }
    deleted = 0
    for folder in storage.listdir(FOLDER)[0]:
        path = f"{FOLDER}/{folder}"
        # The time of a file is this machine's.
        old = storage.get_modified_time(path) < timezone.now() - LIFETIME
        if folder not in kept and old:
            for name in storage.listdir(path)[1]:
                _delete(f"{path}/{name}")
                deleted += 1
    return deleted


def _delete(name: str) -> None:
    """Delete a file and the folder that was made for it."""
    storage = private_storage()
    storage.delete(name)
    storage.delete(name.rpartition("/")[0])
