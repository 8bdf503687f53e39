"""The file of organisations: with a reason, marked, announced; addresses apart (R-19, R-67)."""

import csv
import io

import pytest
from django.core import mail
from django.test import Client

from accounts.models import AuditEntry
from appeal.models import Appeal
from signatures.desk.jobs import run_due
from signatures.desk.kinds import KINDS
from signatures.enums import BodyState
from signatures.models import Job
from tests.signatures.bodies.bodies import make_body
from tests.staff import make_staff, signed_in

PAGE = "/staff/signatures/bodysignature/export/"
ASKED = {
    "columns": ["organisation", "state", "last_name", "mandate_seen"],
    "purpose": "check",
    "reason": "For the jury, until the hearing.",
}


@pytest.fixture
def exporter(appeal: Appeal) -> Client:
    make_staff("administrator", email="chief@appel.example")
    return signed_in(make_staff("exporting organiser"))


def made(client: Client) -> list[dict[str, str]]:
    """Work, and read the file."""
    while run_due(KINDS):
        pass
    answer = client.get(f"/staff/signatures/job/{Job.objects.get().pk}/result/")
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.requirement("R-19")
def test_the_file_is_made_marked_announced_and_on_record(exporter: Client, appeal: Appeal) -> None:
    make_body(appeal, name="=Chaire", state=BodyState.APPROVED)
    make_body(appeal, name="Cercle")

    offered = exporter.get(PAGE).text
    exporter.post(PAGE, ASKED)
    rows = made(exporter)

    job = Job.objects.get()
    assert 'value="email"' in offered
    assert [(row["organisation"], row["state"]) for row in rows] == [
        ("'=Chaire", "approved"),
        ("Cercle", "verified"),
    ]
    assert {row["export"].partition("-")[0] for row in rows} == {f"E{job.pk}"}
    assert [message.to for message in mail.outbox] == [["chief@appel.example"]]
    acts = AuditEntry.objects.filter(act__startswith="export.").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["export.request", "export.finish"]


@pytest.mark.requirement("R-67")
@pytest.mark.parametrize(("purpose", "taken"), [("check", False), ("delivery", True)])
def test_addresses_leave_for_handing_the_appeal_over(
    exporter: Client, appeal: Appeal, purpose: str, *, taken: bool
) -> None:
    make_body(appeal, email="olga@exemple.example")

    exporter.post(PAGE, ASKED | {"columns": ["email"], "purpose": purpose})

    assert Job.objects.exists() == taken
    assert not taken or made(exporter)[0]["email"] == "olga@exemple.example"


@pytest.mark.requirement("R-45")
def test_the_page_needs_a_fresh_proof_and_the_right(appeal: Appeal) -> None:
    old = signed_in(make_staff("exporting organiser"), minutes_ago=6)

    assert old.get(PAGE)["Location"].startswith("/accounts/reauthenticate/")
    assert signed_in(make_staff("organiser")).get(PAGE).status_code == 403
