"""Files that jobs make: stored where no address leads, handed out for a day, then deleted."""

import hashlib
import uuid
from datetime import timedelta
from typing import IO

from django.core.files import File
from django.db import transaction
from django.db.models.functions import Now

from signatures.desk.orphans import delete_orphans, delete_private
from signatures.models import Job
from signatures.models.clock import database_now
from signatures.models.job import JobState, private_storage

LIFETIME = timedelta(hours=24)
FOLDER = "jobs"
_BLOCK = 1 << 20


def attach_result(job: Job, content: IO[bytes], *, name: str) -> None:
    """Store what a job made, with its hash; called in a step, kept when that is committed.

    Args:
        job: as given to the step.
        content: the file, open; read from its beginning.
        name: what the browser will call it. Where it lies has a random name before it.
    """
    digest = hashlib.sha256()
    content.seek(0)
    while block := content.read(_BLOCK):
        digest.update(block)
    content.seek(0)
    stored = private_storage().save(f"{FOLDER}/{uuid.uuid4().hex}/{name}", File(content))
    job.result.name = stored
    job.result_sha256 = digest.hexdigest()
    job.expires_at = database_now() + LIFETIME


def is_available(job: Job) -> bool:
    """Say whether there is a file that may still be downloaded."""
    return bool(
        job.state == JobState.DONE
        and job.result
        and job.expires_at
        and job.expires_at > database_now()
    )


def delete_expired() -> int:
    """Delete the files whose time is over, and private files of no row; returns how many."""
    deleted = 0
    for job in Job.objects.filter(expires_at__lte=Now()).exclude(result=""):
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(result="", result_sha256="", expires_at=None)
        deleted += delete_private(str(job.result.name).rpartition("/")[0])
    return deleted + delete_orphans()
