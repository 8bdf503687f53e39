"""The dossier at the desk: asked for, made in the background, downloaded."""

import io
import zipfile

import pytest

from accounts.models import AuditEntry
from accounts.roles import MODERATOR, ORGANISER, PRESS
from appeal.models import Appeal
from signatures.desk.jobs import run_due
from signatures.desk.kinds import KINDS
from signatures.dossier.job import request_dossier
from signatures.figures.snapshots import take_snapshot
from signatures.models import Job, Snapshot
from signatures.models.clock import database_now
from signatures.models.job import JobState
from tests.staff import make_staff, signed_in

PAGE = "/staff/dossier/"


def test_an_organiser_gets_a_dossier(snapshot: Snapshot) -> None:
    client = signed_in(make_staff(ORGANISER), "fr")
    assert snapshot.code in client.get(PAGE).content.decode()

    asked = client.post(PAGE, {"snapshot": snapshot.code, "language": "en"})
    again = client.post(PAGE, {"snapshot": snapshot.code, "language": "en"})

    job = Job.objects.get(kind="dossier")
    assert asked["Location"] == again["Location"] == f"/staff/signatures/job/{job.pk}/"
    assert run_due(KINDS) == 2
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert "3 noms" in client.get(asked["Location"]).content.decode()
    answer = client.get(f"{asked['Location']}result/")
    assert f"dossier-{snapshot.code}-en.zip" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        assert len(archive.namelist()) == 5
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"dossier.request", "job.download"} <= acts


@pytest.mark.parametrize("role", [MODERATOR, PRESS])
def test_nobody_else_gets_a_file_of_names(role: str, snapshot: Snapshot) -> None:
    client = signed_in(make_staff(role))
    job = request_dossier(snapshot, language="fr", by=make_staff(ORGANISER))
    run_due(KINDS)

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"snapshot": snapshot.code, "language": "en"}).status_code == 403
    assert client.get(f"/staff/signatures/job/{job.pk}/").status_code in {403, 404}
    assert client.get(f"/staff/signatures/job/{job.pk}/result/").status_code in {403, 404}
    assert PAGE not in client.get("/staff/").text
    assert Job.objects.count() == 1


def test_nothing_to_choose_is_said(db: None) -> None:
    page = signed_in(make_staff(ORGANISER), "fr").get(PAGE).content.decode()

    assert "Aucun chiffre n’est encore figé" in page
    assert 'name="language"' not in page


def test_the_press_sees_a_frozen_figure_without_its_dossier(snapshot: Snapshot) -> None:
    page = signed_in(make_staff(PRESS)).get(f"/staff/signatures/snapshot/{snapshot.pk}/change/")

    assert snapshot.code in page.text
    assert PAGE not in page.text


def test_a_frozen_figure_leads_to_its_dossier(appeal: Appeal, snapshot: Snapshot) -> None:
    later = take_snapshot(appeal, by=None, now=database_now())
    client = signed_in(make_staff(ORGANISER), "fr")
    page = client.get(f"/staff/signatures/snapshot/{snapshot.pk}/change/").content.decode()

    address = f"{PAGE}?snapshot={snapshot.code}"
    assert f'href="{address}"' in page
    choice = client.get(address).content.decode()
    assert f'value="{snapshot.code}" selected' in choice
    assert f'value="{later.code}" selected' not in choice
