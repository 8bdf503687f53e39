"""The export page: what it offers, what it gives, and to whom."""

import csv
import io
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client, override_settings

from accounts.models import AuditEntry, User
from accounts.roles import PERSONAL_DATA_EXPORT
from appeal.models import Appeal
from signatures.desk import export_job, exports
from signatures.desk.export_request import export_mark
from signatures.desk.jobs import run_due
from signatures.desk.kinds import KINDS
from signatures.models import Job
from signatures.models.job import private_storage
from tests.factories import make_appeal, make_signature
from tests.staff import GROUPS, NO_SERVER, PASSWORD, make_staff, signed_in

PAGE = "/staff/signatures/signature/export/"
COMMAS, SEMICOLONS, WORKBOOK = "0", "1", "2"
MAY_EXPORT = {"administrator", "exporting organiser"}


@pytest.fixture(autouse=True)
def chief(db: None) -> User:
    """Somebody who is told."""
    return make_staff("administrator")


@pytest.fixture
def exporter(db: None) -> Client:
    """The browser of somebody who may take names out of the house."""
    return signed_in(make_staff("exporting organiser"))


def boxes(page: str) -> dict[str, bool]:
    """The columns that the page offers, and whether each is ticked."""
    found = re.findall(r'<input type="checkbox" name="signatureresource_(\w+)"([^>]*)>', page)
    return {name: "checked" in rest for name, rest in found}


REASON = "Remise au jury, pour Zoé, jusqu’au 2 décembre"


def wanted(columns: list[str], form: str = COMMAS, **more: str) -> dict[str, str]:
    """What the page posts."""
    ticked = {f"signatureresource_{name}": "on" for name in columns}
    usual = {"resource": "0", "format": form, "purpose": "delivery", "reason": REASON}
    return {**usual, **ticked, **more}


def download(client: Client, data: dict[str, str], page: str = PAGE) -> tuple[bytes, Job]:
    """Ask for a file, have a worker make it, and fetch it."""
    answer = client.post(page, data)
    job = Job.objects.latest("pk")
    assert answer["Location"] == f"/staff/signatures/job/{job.pk}/"
    run_due(KINDS)
    file: Any = client.get(f"/staff/signatures/job/{job.pk}/result/")
    return b"".join(file.streaming_content), Job.objects.get(pk=job.pk)


def test_the_page_offers_every_column_and_ticks_all_but_addresses(
    appeal: Appeal, exporter: Client
) -> None:
    page = exporter.get(PAGE).text

    assert boxes(page) == {name: name != "email" for name in exports.COLUMNS}
    assert "Last name (last_name)" in page


def test_a_wish_sent_twice_is_one_file_and_one_mail(appeal: Appeal, exporter: Client) -> None:
    make_signature(appeal)

    first, second = (exporter.post(PAGE, wanted(["last_name"])) for _twice in range(2))
    other = exporter.post(PAGE, wanted(["last_name"], SEMICOLONS))
    while run_due(KINDS):
        pass
    again = exporter.post(PAGE, wanted(["last_name"]))

    assert first["Location"] == second["Location"]
    assert len({answer["Location"] for answer in (first, other, again)}) == 3
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(("language", "usual"), [("fr", SEMICOLONS), ("en", COMMAS)])
def test_the_usual_separator_is_that_of_the_language(
    appeal: Appeal, language: str, usual: str
) -> None:
    client = signed_in(make_staff("administrator"), language)

    page = client.get(PAGE).text

    (ticked,) = re.findall(r'<input type="radio" name="format" value="(\d)"[^>]* checked', page)
    assert ticked == usual


@pytest.mark.requirement("R-13", "R-19")
@pytest.mark.parametrize(("form", "delimiter"), [(COMMAS, ","), (SEMICOLONS, ";")])
def test_a_csv_file_is_made_with_a_mark_in_every_row(
    appeal: Appeal, exporter: Client, form: str, delimiter: str
) -> None:
    make_signature(appeal, last_name="=Exemple", email="zoe@campus.example")

    file, job = download(exporter, wanted(["last_name", "email"], form))

    text = io.StringIO(file.decode("utf-8-sig"), newline="")
    assert list(csv.reader(text, delimiter=delimiter)) == [
        ["last_name", "email", "export"],
        ["'=Exemple", "zoe@campus.example", export_mark(job)],
    ]
    assert str(job.result.name).endswith(f"-{export_mark(job)}.csv")


@pytest.mark.requirement("R-19")
def test_a_workbook_is_made(appeal: Appeal, exporter: Client) -> None:
    make_signature(appeal, last_name="Exemple")

    file, job = download(exporter, wanted(["last_name"], WORKBOOK))

    book = openpyxl.load_workbook(io.BytesIO(file))
    assert list(book.active.iter_rows(values_only=True)) == [
        ("last_name", "export"),
        ("Exemple", export_mark(job)),
    ]
    assert book.properties.keywords == export_mark(job)


def test_a_long_file_is_made_in_slices(
    appeal: Appeal, exporter: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_job, "ROWS_OF_A_SLICE", 2)
    pks = [make_signature(appeal).pk for _number in range(5)]

    file, job = download(exporter, wanted(["id"]))

    mark = export_mark(job)
    lines = [f"{pk},{mark}".encode() for pk in pks]
    assert file.removeprefix(b"\xef\xbb\xbf").split(b"\r\n") == [b"id,export", *lines, b""]
    assert (job.done, job.total, job.outcome["rows"]) == (5, 5, 5)
    parts = [name for name in job.cursor["parts"] if private_storage().exists(name)]
    assert (len(job.cursor["parts"]), parts) == (3, [])


@pytest.mark.requirement("R-19")
def test_each_step_is_on_record_without_a_name(appeal: Appeal, exporter: Client) -> None:
    make_signature(appeal, last_name="Dupont")

    _file, job = download(exporter, wanted(["last_name"]), f"{PAGE}?q=dupont&language=fr")

    entries = AuditEntry.objects.filter(target_type="signatures.job").order_by("pk")
    assert [entry.act for entry in entries] == ["export.request", "export.finish", "job.download"]
    asked, finished, _fetched = entries
    assert asked.after["reason"] == REASON
    assert asked.after["filters"] == {"q": "…", "language": "fr"}
    assert finished.after == {"rows": 1, "sha256": job.result_sha256}
    assert all(entry.by == job.requested_by for entry in entries)
    assert "dupont" not in str(list(AuditEntry.objects.values())).lower()


@pytest.mark.requirement("R-19")
def test_administrators_are_told_before_anything_is_written(
    appeal: Appeal, exporter: Client, chief: User
) -> None:
    admins = [chief, make_staff("administrator")]
    make_staff("administrator", is_active=False)

    download(exporter, wanted(["last_name"]))

    (sent,) = mail.outbox
    assert sent.to == [admin.email for admin in admins]
    assert REASON in sent.body
    assert "last_name" in sent.body


@pytest.mark.parametrize("away", ["mail server", "administrator"])
def test_nothing_leaves_when_nobody_can_be_told(
    appeal: Appeal, exporter: Client, chief: User, away: str
) -> None:
    exporter.post(PAGE, wanted(["last_name"]))
    chief.is_active = away != "administrator"
    chief.save()

    with override_settings(MAILERS=NO_SERVER if away == "mail server" else settings.MAILERS):
        run_due(KINDS)

    job = Job.objects.get()
    assert (job.state, job.failure, job.result.name) == ("failed", "untold", "")
    page = exporter.get(f"/staff/signatures/job/{job.pk}/").text
    assert "the mail that tells the administrators did not leave" in page


def test_who_lost_the_right_meanwhile_gets_no_file(appeal: Appeal, exporter: Client) -> None:
    exporter.post(PAGE, wanted(["last_name"]))
    job = Job.objects.get()
    assert job.requested_by is not None
    job.requested_by.groups.clear()

    run_due(KINDS)

    assert (Job.objects.get().state, Job.objects.get().failure) == ("failed", "refused")


@pytest.mark.requirement("R-67")
@pytest.mark.parametrize("purpose", ["check", "print"])
def test_addresses_leave_for_handing_the_appeal_over_only(
    appeal: Appeal, exporter: Client, purpose: str
) -> None:
    answer = exporter.post(PAGE, wanted(["email"], purpose=purpose))

    assert answer.status_code == 200
    assert "only for handing the appeal over" in answer.text
    assert not Job.objects.exists()


@pytest.mark.requirement("R-67")
def test_who_sees_no_address_exports_none(appeal: Appeal, db: None) -> None:
    moderator = make_staff("moderator")
    moderator.groups.add(*Group.objects.filter(name=PERSONAL_DATA_EXPORT))
    client = signed_in(moderator)

    assert "email" not in boxes(client.get(PAGE).text)
    assert client.post(PAGE, wanted(["email"])).status_code == 403
    assert client.post(PAGE, wanted(["last_name"])).status_code == 302


@pytest.mark.requirement("R-19")
@pytest.mark.parametrize("reason", ["", "jury", "         "])
def test_a_reason_is_asked_for(appeal: Appeal, exporter: Client, reason: str) -> None:
    answer = exporter.post(PAGE, wanted(["id"], reason=reason))

    assert answer.status_code == 200
    assert not Job.objects.exists()


@pytest.mark.requirement("R-45")
def test_the_page_and_the_file_need_a_fresh_proof(appeal: Appeal) -> None:
    user = make_staff("exporting organiser")
    download(signed_in(user), wanted(["id"]))
    late = signed_in(user, minutes_ago=6)
    file = f"/staff/signatures/job/{Job.objects.get().pk}/result/"

    ways = [late.get(page).headers.get("Location", "") for page in (PAGE, file)]

    assert [way.partition("?")[0] for way in ways] == ["/accounts/reauthenticate/"] * 2


@pytest.mark.requirement("R-45")
def test_what_was_asked_for_goes_on_after_the_proof_filters_included(appeal: Appeal) -> None:
    """Who thinks for six minutes about the reason has nothing to choose or type again."""
    make_signature(appeal, last_name="Oui", language="en")
    make_signature(appeal, last_name="Non")
    page = f"{PAGE}?language=en&q=suzie"
    late = signed_in(make_staff("exporting organiser"), minutes_ago=6)

    way = late.post(page, wanted(["last_name"]))
    asked = parse_qs(urlsplit(way["Location"]).query)["next"][0]
    proof = {"password": PASSWORD, "next": asked}
    led = late.post("/accounts/reauthenticate/", proof)

    job = Job.objects.get()
    assert led["Location"] == f"/staff/signatures/job/{job.pk}/"
    assert job.parameters["query"] == "language=en&q=suzie"
    assert (job.parameters["columns"], job.parameters["reason"]) == (["last_name"], REASON)


@pytest.mark.requirement("R-45")
def test_a_mistake_that_shows_after_the_proof_is_corrected_on_the_same_list(
    appeal: Appeal,
) -> None:
    page = f"{PAGE}?language=en"
    late = signed_in(make_staff("exporting organiser"), minutes_ago=6)

    late.post(page, wanted(["id"], reason=""))
    shown = late.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": PAGE}).text

    assert f'action="{page}"' in shown
    assert "The list’s search and filters apply." in shown


def test_too_many_rows_for_a_workbook_are_said(
    appeal: Appeal, exporter: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "XLSX_MOST_ROWS", 1)
    for _number in range(2):
        make_signature(appeal)

    answer = exporter.post(PAGE, wanted(["id"], WORKBOOK), follow=True)

    assert answer.redirect_chain == [(PAGE, 302)]
    assert "More than 1 rows: choose CSV." in answer.text


def test_the_file_holds_what_the_list_shows(appeal: Appeal, exporter: Client) -> None:
    make_signature(appeal, last_name="Oui", language="en")
    make_signature(appeal, last_name="Autre", language="en", first_name="Zoé")
    make_signature(appeal, last_name="Non")
    query = "?language=en&q=suzie&p=1"

    page = exporter.get(f"{PAGE}{query}").text
    file, job = download(exporter, wanted(["last_name"]), f"{PAGE}{query}")

    assert "1 signature will be in the file." in page
    mark = export_mark(job)
    assert file.decode() == f"\ufefflast_name,export\r\nOui,{mark}\r\n"


def test_only_posted_rows_can_be_asked_for(appeal: Appeal, exporter: Client) -> None:
    one, _two = make_signature(appeal, last_name="Un"), make_signature(appeal, last_name="Deux")

    file, _job = download(exporter, wanted(["last_name"], export_items=str(one.pk)))

    assert file.decode().count("\r\n") == 2
    assert "Un" in file.decode()


def test_no_column_is_asked_again(appeal: Appeal, exporter: Client) -> None:
    answer = exporter.post(PAGE, wanted([]))

    assert answer.status_code == 200
    assert "Select at least 1 field" in answer.text


@pytest.mark.parametrize("query", ["?email__startswith=z", "?appeal__id__exact=abc"])
def test_nonsense_in_the_address_is_refused(appeal: Appeal, exporter: Client, query: str) -> None:
    make_appeal(slug="autre", is_featured=False)  # with one appeal, there is no such filter

    assert exporter.get(f"{PAGE}{query}").status_code == 400


@pytest.mark.parametrize("role", GROUPS)
def test_only_who_may_export_gets_a_file_or_a_link_to_one(appeal: Appeal, role: str) -> None:
    make_signature(appeal)
    client = signed_in(make_staff(role))

    answer = client.post(PAGE, wanted(["email"]))
    listed = client.get("/staff/signatures/signature/").text

    assert answer.status_code == (302 if role in MAY_EXPORT else 403)
    assert (PAGE in listed) == (role in MAY_EXPORT)


def test_the_right_to_export_needs_the_right_to_see(appeal: Appeal) -> None:
    press = make_staff("press")
    press.groups.add(*make_staff("exporting organiser").groups.filter(name__contains="export"))

    assert signed_in(press).get(PAGE).status_code == 403
