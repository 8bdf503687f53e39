"""A long file is looked at and stored by a job: all of it or nothing, with its progress."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEntry
from appeal.models import Appeal
from signatures.desk.jobs import run_due
from signatures.desk.kinds import KINDS
from signatures.models import Job, PaperBatch
from signatures.models.job import private_storage
from signatures.paper import import_job
from tests.signatures.paper.sheets import list_with_faults, make_batch
from tests.staff import make_staff, signed_in


@pytest.fixture
def batch(appeal: Appeal, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A list that begins; files of more than a hundred lines are long ones."""
    settings.STORAGES = settings.STORAGES | {
        "private": {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path)}}
    }
    monkeypatch.setattr(import_job, "LONG", 100)
    monkeypatch.setattr(import_job, "SLICE", 90)
    return make_batch(appeal)


@pytest.fixture
def desk(db: None) -> Client:
    return signed_in(make_staff("organiser"))


def page_of(batch: PaperBatch) -> str:
    return f"/staff/signatures/paperbatch/{batch.pk}/import/"


def send(desk: Client, batch: PaperBatch) -> Job:
    """Send three hundred lines, twelve of them with faults, and work on them."""
    file = SimpleUploadedFile("liste.csv", list_with_faults(300))
    answer = desk.post(page_of(batch), {"file": file})
    job = Job.objects.latest("pk")
    assert answer["Location"] == f"/staff/signatures/job/{job.pk}/"
    return work(job)


def work(job: Job) -> Job:
    while run_due(KINDS):
        pass
    job.refresh_from_db()
    return job


def test_who_stops_the_storing_of_a_file_reads_that_nothing_is_stored(
    desk: Client, batch: PaperBatch
) -> None:
    send(desk, batch)
    batch.refresh_from_db()
    desk.post(page_of(batch), {"confirm": "1", "seen": batch.source_sha256, "without_faulty": "on"})
    job = Job.objects.latest("pk")
    run_due(KINDS, seconds=0)

    running = desk.get(f"/staff/signatures/job/{job.pk}/").text
    stopped = desk.post(f"/staff/signatures/job/{job.pk}/cancel/", follow=True).text
    work(job)

    assert "Nothing of the file is stored then." in running
    assert "stays done" not in running + stopped
    assert "Nothing is stored." in desk.get(f"/staff/signatures/job/{job.pk}/").text
    assert not batch.lines.exists()


def confirm(desk: Client, batch: PaperBatch, **fields: str) -> Job:
    batch.refresh_from_db()
    desk.post(page_of(batch), {"confirm": "1", "seen": batch.source_sha256, **fields})
    return work(Job.objects.latest("pk"))


def test_a_long_file_is_looked_at_in_slices_and_nothing_is_stored(
    desk: Client, batch: PaperBatch
) -> None:
    job = send(desk, batch)
    progress = desk.get(f"/staff/signatures/job/{job.pk}/").text
    shown = desk.get(page_of(batch)).text

    assert (job.state, job.done, job.total) == ("done", 300, 300)
    assert "300 lines were read, 12 of them have faults." in progress
    assert page_of(batch) in progress
    assert "Leave 12 faulty lines out" in shown
    assert "Store 288 lines" in shown
    assert '<th scope="row">22</th>' in shown  # the second fault, by its line in the file
    assert batch.lines.count() == 0


def test_the_job_knows_lines_by_number_alone_and_leaves_no_file(
    desk: Client, batch: PaperBatch, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = send(desk, batch)

    assert "Nom" not in str(job.outcome) + str(job.cursor) + str(job.parameters)
    assert [part for part in job.cursor["parts"] if private_storage().exists(part)] == []


def test_it_is_stored_whole_once_somebody_leaves_the_faults_out(
    desk: Client, batch: PaperBatch
) -> None:
    send(desk, batch)
    refused = confirm(desk, batch)
    nothing = batch.lines.count()
    stored = confirm(desk, batch, without_faulty="1")
    again = confirm(desk, batch, without_faulty="1")

    assert (refused.state, refused.failure, nothing) == ("failed", "faulty", 0)
    assert (stored.state, stored.outcome) == ("done", {"stored": 288})
    assert batch.lines.count() == 288
    assert again == stored  # looked at no more: the short way says that it is stored
    assert AuditEntry.objects.filter(act="paper.import").values_list("by", flat=True).get()
    assert f"/paperbatch/{batch.pk}/sheet/" in desk.get(f"/staff/signatures/job/{stored.pk}/").text


def test_who_lost_the_right_meanwhile_stores_nothing(desk: Client, batch: PaperBatch) -> None:
    job = send(desk, batch)
    assert job.requested_by is not None
    job.requested_by.groups.clear()
    batch.refresh_from_db()
    other = import_job.request_lines(
        batch, import_job.STORE, by=job.requested_by, without_faulty=True
    )

    assert (work(other).failure, batch.lines.count()) == ("refused", 0)
