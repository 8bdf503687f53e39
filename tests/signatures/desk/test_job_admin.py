"""The pages of a job: who sees it, stops it, and gets its file."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import AuditEntry, User
from accounts.roles import PERSONAL_DATA_EXPORT
from appeal.models import Appeal
from signatures.bodies.export import BODIES
from signatures.desk.export_request import (
    SIGNATURES,
    ExportedList,
    Purpose,
    Wanted,
    request_export,
)
from signatures.desk.jobs import cancel, request_job, run_due
from signatures.desk.kinds import KINDS
from signatures.desk.results import attach_result
from signatures.models import Job
from signatures.models.clock import database_now
from signatures.models.job import JobState
from tests.factories import make_signature
from tests.signatures.desk.slow_jobs import SLOW, TOTAL
from tests.staff import GROUPS, make_staff, signed_in

LIST = "/staff/signatures/job/"
EXPORT = "signatures.export_personal_data"


def step(job: Job) -> dict[str, Any] | None:
    facts = SLOW.step(job)
    if facts:
        attach_result(job, io.BytesIO(b"id\r\n1\r\n"), name="list.csv")
    return facts


@pytest.fixture(autouse=True)
def _slow() -> Iterator[None]:
    KINDS["slow"] = replace(SLOW, step=step)
    yield
    del KINDS["slow"]


def answer_of(client: Client, path: str) -> int:
    answer = client.get(path)
    list(getattr(answer, "streaming_content", ()))
    return answer.status_code


def asked(by: User | None) -> Job:
    return request_job(kind="slow", parameters={}, by=by)


def test_a_job_shows_how_far_it_is_and_then_how_it_ended(desk: Client, olga: User) -> None:
    job = asked(olga)
    page = f"{LIST}{job.pk}/"

    waiting = desk.get(page).text
    run_due(KINDS, seconds=0)
    running = desk.get(page).text
    status = desk.get(f"{page}status/").json()
    run_due(KINDS)
    done = desk.get(page).text

    assert "Waiting" in waiting
    assert 'value="1" max="5"' in " ".join(running.split())
    assert "Look again" in running
    assert status == {"done": 1, "total": TOTAL, "finished": False}
    assert "5 slices" in done
    assert "Look again" not in done
    assert desk.get(f"{page}status/").json()["finished"] is True
    assert "A slow job" in desk.get(LIST).text
    assert desk.get(f"{LIST}{job.pk}/change/", follow=True).redirect_chain == [(page, 302)]


def test_a_job_is_stopped_by_a_form_and_by_nothing_else(desk: Client, olga: User) -> None:
    job = asked(olga)

    assert desk.get(f"{LIST}{job.pk}/cancel/").status_code == 405
    answers = [desk.post(f"{LIST}{job.pk}/cancel/", follow=True) for _twice in range(2)]

    assert Job.objects.get(pk=job.pk).state == JobState.CANCELLED
    assert "Stopped" in answers[0].text
    entry = AuditEntry.objects.get(act="job.cancel")
    assert (entry.by, entry.target_id) == (olga, str(job.pk))


def test_a_job_that_is_being_stopped_says_so(desk: Client, olga: User) -> None:
    job = asked(olga)
    run_due(KINDS, seconds=0)

    cancel(job)

    assert "It is being stopped." in desk.get(f"{LIST}{job.pk}/").text


def test_the_file_is_handed_out_as_a_file(desk: Client, olga: User) -> None:
    job = asked(olga)
    run_due(KINDS)

    answer = desk.get(f"{LIST}{job.pk}/result/")

    assert b"".join(getattr(answer, "streaming_content")) == b"id\r\n1\r\n"  # noqa: B009
    assert answer["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert Job.objects.get(pk=job.pk).result_sha256 in desk.get(f"{LIST}{job.pk}/").text


def test_a_file_whose_time_is_over_is_no_more(desk: Client, olga: User) -> None:
    job = asked(olga)
    run_due(KINDS)
    Job.objects.filter(pk=job.pk).update(expires_at=database_now() - timedelta(seconds=1))

    assert desk.get(f"{LIST}{job.pk}/result/").status_code == 404
    assert "Download" not in desk.get(f"{LIST}{job.pk}/").text


@pytest.mark.parametrize("role", GROUPS)
def test_only_whom_it_concerns_sees_a_job_and_gets_its_file(db: None, role: str) -> None:
    """Rights that were taken away since the job was asked for are away."""
    KINDS["slow"] = replace(KINDS["slow"], permission=EXPORT)
    somebody, user = make_staff("organiser"), make_staff(role)
    theirs, own = asked(somebody), asked(user)
    run_due(KINDS)
    client = signed_in(user)

    pages = [answer_of(client, f"{LIST}{job.pk}/") for job in (theirs, own)]
    file = [answer_of(client, f"{LIST}{job.pk}/result/") for job in (theirs, own)]

    expected: dict[str, tuple[list[int], list[int]]] = {
        "administrator": ([200, 200], [200, 200]),
        "exporting organiser": ([200, 200], [200, 200]),
        "organiser": ([404, 200], [404, 403]),
        "moderator": ([404, 200], [404, 403]),
    }
    assert (pages, file) == expected.get(role, ([403, 403], [403, 403]))


@pytest.mark.requirement("R-19", "R-67")
@pytest.mark.parametrize(
    ("of", "role", "expected"),
    [
        (SIGNATURES, "organiser", [200, 200]),
        (SIGNATURES, "moderator", [200, 403]),
        (SIGNATURES, "press", [403, 403]),
        (BODIES, "organiser", [200, 200]),
        (BODIES, "moderator", [403, 403]),
        (BODIES, "press", [403, 403]),
    ],
)
def test_a_file_is_for_who_may_see_what_is_in_it(
    appeal: Appeal, of: ExportedList, role: str, expected: list[int]
) -> None:
    """The right to export comes with no right to see: that is another role's."""
    make_signature(appeal)
    make_staff("administrator")  # who is told
    organiser, reader = make_staff("exporting organiser"), make_staff(role)
    reader.groups.add(Group.objects.get(name=PERSONAL_DATA_EXPORT))
    jobs = [
        request_export(
            Wanted(
                columns=columns, file_format="csv", purpose=Purpose.DELIVERY, reason="For the jury"
            ),
            by=organiser,
            of=of,
        )
        for columns in (["last_name"], ["last_name", "email"])
    ]
    while run_due(KINDS):
        pass
    client = signed_in(reader)

    answers = [answer_of(client, f"{LIST}{job.pk}/result/") for job in jobs]
    offered = ["Download the file" in client.get(f"{LIST}{job.pk}/").text for job in jobs]

    assert answers == expected
    assert offered == [answer == 200 for answer in expected]


def test_a_stranger_is_sent_to_the_door(db: None) -> None:
    job = asked(None)

    for path in ("", "status/", "result/"):
        assert Client().get(f"{LIST}{job.pk}/{path}").status_code == 302
