"""The public API, as programs use it."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from appeal.enums import AppealState, ChangeKind
from appeal.models import Appeal
from appeal.versions import draft_next_version, publish_version
from signatures.enums import Display
from signatures.figures.snapshots import hash_of, take_snapshot
from signatures.models import Milestone
from signatures.models.clock import database_now
from tests.factories import make_appeal, make_signature

API = "/api/v1"
HERE = f"{API}/appeals/appel"


def test_appeals_are_listed_without_drafts(client: Client, appeal: Appeal) -> None:
    make_signature(appeal)
    make_appeal(slug="brouillon", state=AppealState.DRAFT, is_featured=False)

    listed = client.get(f"{API}/appeals", {"language": "en"}).json()["appeals"]

    assert [(row["slug"], row["title"], row["total"]) for row in listed] == [
        ("appel", "For responsible AI", 1)
    ]
    assert client.get(f"{API}/appeals/appel").json()["title"] == "Pour une IA responsable"
    for path in ("", "/figures", "/text", "/versions", "/snapshots", "/signatories"):
        assert client.get(f"{API}/appeals/brouillon{path}").status_code == 404


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_figures_say_what_the_file_says(client: Client, appeal: Appeal, language: str) -> None:
    make_signature(appeal)
    make_signature(appeal, status="pending")

    figures = client.get(f"{HERE}/figures", {"language": language}).json()

    file = client.get(f"/{language}/appeals/appel/figures.json").json()
    assert datetime.fromisoformat(figures.pop("as_of")) <= datetime.fromisoformat(file.pop("as_of"))
    assert figures == file
    assert (figures["total"], figures["pending"], len(figures["by_hour"])) == (1, 1, 1)


@pytest.mark.parametrize(
    "path",
    [
        "s",
        "s/appel",
        "s/appel/figures",
        "s/appel/text",
        "s/appel/versions",
        "s/appel/milestones",
        "s/appel/snapshots",
    ],
)
def test_answers_are_open_to_other_sites_and_not_sent_twice(
    client: Client, appeal: Appeal, path: str
) -> None:
    client.cookies["sessionid"] = "planted"
    first = client.get(f"{API}/appeal{path}")

    again = client.get(f"{API}/appeal{path}", headers={"If-None-Match": first["ETag"]})

    assert first["Access-Control-Allow-Origin"] == "*"
    assert "public" in first["Cache-Control"]
    assert not first.cookies
    assert "Cookie" not in first.get("Vary", "")
    assert again.status_code == 304


def test_frozen_figures_are_listed_and_their_hash_holds(client: Client, appeal: Appeal) -> None:
    now = database_now()
    taken = [take_snapshot(appeal, by=None, now=now) for _number in range(2)]
    hidden = take_snapshot(appeal, by=None, now=now, embargo_until=now + timedelta(hours=1))

    listed = client.get(f"{HERE}/snapshots").json()

    assert [row["code"] for row in listed["snapshots"]] == [taken[1].code, taken[0].code]
    assert listed["next_after"] == ""
    after = client.get(f"{HERE}/snapshots", {"after": taken[1].code}).json()["snapshots"]
    assert [row["code"] for row in after] == [taken[0].code]
    one = client.get(f"{HERE}/snapshots/{taken[0].code}").json()
    assert hash_of(one["record"]) == one["sha256"] == taken[0].sha256
    assert client.get(f"{HERE}/snapshots/{hidden.code}").status_code == 404


def test_text_and_its_versions(client: Client, appeal: Appeal) -> None:
    draft = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
    draft.texts.filter(language="fr").update(body="Autrement.")
    unpublished = client.get(f"{HERE}/versions").json()["versions"]
    publish_version(version=draft, now=database_now())
    client.get("/")  # nothing else happens between

    assert [row["number"] for row in unpublished] == [1]
    assert client.get(f"{HERE}/versions/2").json()["body"] == "Autrement."
    assert client.get(f"{HERE}/versions/1", {"language": "en"}).json()["language"] == "en"
    assert client.get(f"{HERE}/text").json()["number"] == 2
    assert client.get(f"{HERE}/versions/3").status_code == 404


def test_milestones_come_with_their_moment(client: Client, appeal: Appeal) -> None:
    now = database_now()
    for number in (100, 250):
        Milestone.objects.create(appeal=appeal, number=number, reached_at=now)

    listed = client.get(f"{HERE}/milestones").json()["milestones"]

    assert [row["number"] for row in listed] == [250, 100]
    assert listed[0]["reached_at"]


def test_names_are_closed_until_organisers_open_them(client: Client, appeal: Appeal) -> None:
    make_signature(appeal, first_name="Ada", last_name="Alpha", city="Sète")
    make_signature(appeal, last_name="Niemand", display=Display.HIDDEN)

    closed = client.get(f"{HERE}/signatories")
    Appeal.objects.update(signatories_in_api=True)
    answer = client.get(f"{HERE}/signatories", {"language": "en", "category": "student"})

    assert closed.status_code == 404
    assert [
        (row["name"], row["category"], row["city"]) for row in answer.json()["signatories"]
    ] == [("Ada Alpha", "Students", "Sète")]
    assert "Niemand" not in answer.content.decode()
    assert "Access-Control-Allow-Origin" not in answer
    assert answer["X-Robots-Tag"] == "noindex"


def test_names_come_page_by_page(
    client: Client, appeal: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    Appeal.objects.update(signatories_in_api=True)
    for number in range(61):
        make_signature(appeal, last_name=f"Nom{number:03}")

    first = client.get(f"{HERE}/signatories").json()
    second = client.get(f"{HERE}/signatories", {"after": first["next_after"]}).json()

    assert (len(first["signatories"]), len(second["signatories"])) == (60, 1)
    assert second["next_after"] == ""


@pytest.mark.parametrize(
    "path",
    ["/figures?language=de", "/versions/0", "/snapshots/UPPER", "/versions/x"],
)
def test_nonsense_is_refused_in_words(client: Client, appeal: Appeal, path: str) -> None:
    answer = client.get(HERE + path)

    assert answer.status_code == 422
    assert answer.json()["detail"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_page_explains_every_address(client: Client, appeal: Appeal, language: str) -> None:
    page = client.get(f"/{language}/api/").content.decode()

    for path in client.get(f"{API}/openapi.json").json()["paths"]:
        assert path in page
    assert "<script" not in page


def test_root_leads_to_the_page(client: Client, db: None) -> None:
    assert client.get(f"{API}/", headers={"Accept-Language": "en"})["Location"] == "/en/api/"
