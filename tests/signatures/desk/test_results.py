"""Files that jobs make: hashed, private, gone in time."""

import hashlib
import io
import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from accounts.models import User
from appeal.models import Appeal
from signatures.desk.jobs import request_job, run_due
from signatures.desk.results import attach_result, delete_expired, is_available
from signatures.models import FeaturedSignatory, Job, PaperBatch, ReleaseProposal
from signatures.models.clock import database_now
from signatures.models.job import private_storage
from signatures.models.release import ProofKind
from tests.factories import make_signature
from tests.signatures.desk.slow_jobs import SLOW

CONTENT = b"id,name\r\n1,Suzie\r\n" * 100_000


def write_list(job: Job) -> dict[str, Any]:
    attach_result(job, io.BytesIO(CONTENT), name="list.csv")
    return {"rows": 1}


def made(by: User) -> Job:
    job = request_job(kind="slow", parameters={}, by=by)
    run_due({"slow": replace(SLOW, step=write_list)})
    return Job.objects.get(pk=job.pk)


def files() -> set[Path]:
    return {path for path in Path(settings.PRIVATE_DIR).rglob("*") if path.is_file()}


def test_a_file_is_kept_with_its_hash_where_only_we_may_read(olga: User) -> None:
    job = made(olga)

    assert is_available(job)
    assert job.result_sha256 == hashlib.sha256(CONTENT).hexdigest()
    with job.result.open("rb") as file:
        assert file.read() == CONTENT
    assert Path(job.result.path).stat().st_mode & 0o077 == 0
    assert Path(job.result.path).is_relative_to(settings.PRIVATE_DIR)
    assert not Path(job.result.path).is_relative_to(settings.STATIC_ROOT)


def test_a_file_is_deleted_when_its_time_is_over(olga: User) -> None:
    job, other = made(olga), made(olga)
    Job.objects.filter(pk=job.pk).update(expires_at=database_now() - timedelta(seconds=1))

    number = delete_expired()

    job.refresh_from_db()
    assert (number, bool(job.result), is_available(job)) == (1, False, False)
    assert Path(other.result.path) in files()
    assert delete_expired() == 0


def test_a_file_of_a_slice_that_was_taken_back_is_deleted_in_time(olga: User) -> None:
    def write_and_fail(job: Job) -> None:
        write_list(job)
        raise ZeroDivisionError

    before = files()
    request_job(kind="slow", parameters={}, by=olga)
    run_due({"slow": replace(SLOW, step=write_and_fail)})
    (orphan,) = files() - before

    assert delete_expired() == 0  # it may belong to a slice that is under way
    long_ago = time.time() - 2 * 86_400
    os.utime(orphan.parent, (long_ago, long_ago))

    assert delete_expired() == 1
    assert files() == before


@pytest.mark.requirement("R-63")
def test_a_file_that_no_row_names_is_deleted_in_time(appeal: Appeal, olga: User) -> None:
    signature = make_signature(appeal)
    storage = private_storage()

    def stored(folder: str) -> str:
        return storage.save(f"{folder}/x.bin", ContentFile(b"Zo\xc3\xa9"))

    folders = ("paper", "paper", "portraits", "proofs")
    scan, source, portrait, proof = kept = [stored(folder) for folder in folders]
    orphans = {stored(folder) for folder in folders}
    PaperBatch.objects.create(
        appeal=appeal, place="Hall", collected_on="2026-11-14", scan=scan, source=source
    )
    FeaturedSignatory.objects.create(signature=signature, portrait=portrait)
    ReleaseProposal.objects.create(
        signature=signature,
        proof=ProofKind.FILE,
        note="vu",
        proposed_by=olga,
        file=proof,
        file_sha256="0" * 64,
    )

    assert delete_expired() == 0  # their rows may be committed in a moment
    long_ago = time.time() - 2 * 86_400
    for name in (*kept, *orphans):
        os.utime(storage.path(name), (long_ago, long_ago))

    assert delete_expired() == len(orphans)
    assert [name for name in kept if not storage.exists(name)] == []
    assert [name for name in orphans if storage.exists(name)] == []
