"""Paper lists at the desk: typed by keyboard, imported after a look, counted, taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEntry, User
from appeal.models import Appeal
from signatures.models import PaperBatch
from signatures.models.clock import database_now
from signatures.models.paper import BatchState
from signatures.paper.counting import count_batch
from tests.factories import make_signature
from tests.pages import said
from tests.signatures.paper.sheets import entry, list_with_faults, make_batch
from tests.staff import GROUPS, make_staff, signed_in

LISTS = "/staff/signatures/paperbatch/"
MAY = {"administrator", "organiser", "exporting organiser"}


@pytest.fixture
def olga(db: None) -> User:
    """Olga organises."""
    return make_staff("organiser", name="Olga")


@pytest.fixture
def desk(olga: User) -> Client:
    """Olga's browser."""
    return signed_in(olga)


@pytest.mark.parametrize("role", GROUPS)
def test_organisers_alone_work_on_paper(appeal: Appeal, role: str) -> None:
    batch = make_batch(appeal, entry(appeal))
    browser = signed_in(make_staff(role))
    pages = ("", "add/", *(f"{batch.pk}/{n}/" for n in ("sheet", "lines", "import", "again")))

    codes = {browser.get(f"{LISTS}{page}").status_code for page in (*pages, f"{batch.pk}/lines/1/")}
    browser.post(f"{LISTS}{batch.pk}/sheet/", {"act": "count"})

    batch.refresh_from_db()
    assert codes == {200 if role in MAY else 403}
    assert (batch.state == BatchState.COUNTED) == (role in MAY)


def test_a_list_begins_with_its_provenance(appeal: Appeal, desk: Client, olga: User) -> None:
    fields = {
        "appeal": appeal.pk,
        "place": "Marché",
        "collected_on": "2026-11-14",
        "collector": "Max",
        "lines_on_paper": "60",
    }
    scan = SimpleUploadedFile("photo de Zoé.pdf", b"%PDF-1.7 sheets")

    answer = desk.post(f"{LISTS}add/", fields | {"scan": scan})
    scan.seek(0)
    again = desk.post(f"{LISTS}add/", fields | {"scan": scan})
    page = desk.post(
        f"{LISTS}add/", fields | {"scan": SimpleUploadedFile("x.pdf", b"<script>alert(1)</script>")}
    )

    batch = PaperBatch.objects.get()
    assert answer["Location"] == f"{LISTS}{batch.pk}/sheet/"
    assert (batch.typed_by, batch.lines_on_paper) == (olga, 60)
    assert "photo" not in str(batch.scan.name)
    assert "in another list already" in again.text
    assert "Choose a scan in PDF" in page.text
    file = desk.get(f"{LISTS}{batch.pk}/scan/")
    assert file["Content-Disposition"] == f'attachment; filename="paper-{batch.pk}.pdf"'
    assert file["Content-Type"] == "application/octet-stream"
    assert b"".join(file.streaming_content) == b"%PDF-1.7 sheets"  # type: ignore[attr-defined]


def test_a_page_of_lines_is_typed_and_the_next_one_carries_over(
    appeal: Appeal, desk: Client
) -> None:
    batch = make_batch(appeal)
    row = {"row-0-last_name": "Martin", "row-0-first_name": "Zoé", "row-0-category": "citizen"}
    row |= {"row-0-city": "Nîmes", "row-3-last_name": "Petit", "row-3-first_name": "Léa"}
    row |= {"row-3-category": "citizen", "row-3-city": "Sète", "after": "0"}

    page = desk.post(f"{LISTS}{batch.pk}/lines/", row | {"and_next": "1"})
    again = desk.post(f"{LISTS}{batch.pk}/lines/", row | {"and_back": "1"})

    assert list(batch.lines.order_by("number").values_list("number", "last_name")) == [
        (1, "Martin"),
        (2, "Petit"),
    ]
    assert said(page.text) == ["2 lines are stored."]
    assert page.text.count('value="Sète"') == 12
    assert 'name="after" value="2"' in page.text
    assert again.status_code == 302


def test_a_row_with_a_fault_keeps_the_page_back(appeal: Appeal, desk: Client) -> None:
    batch = make_batch(appeal)
    row = {"row-0-last_name": "Martin", "row-0-first_name": "Zoé", "row-0-category": "citizen"}
    row |= {"row-1-last_name": "Petit"}

    page = desk.post(f"{LISTS}{batch.pk}/lines/", row)

    assert batch.lines.count() == 0
    assert "Type the first name." in page.text
    assert 'value="Martin"' in page.text


def test_lines_added_meanwhile_are_noticed(appeal: Appeal, desk: Client) -> None:
    batch = make_batch(appeal, entry(appeal))
    row = {"row-0-last_name": "Petit", "row-0-first_name": "Zoé", "row-0-category": "citizen"}

    page = desk.post(f"{LISTS}{batch.pk}/lines/", row | {"after": "0"})

    assert "Somebody else has added lines" in said(page.text)[0]
    assert (batch.lines.count(), 'name="after" value="1"' in page.text) == (1, True)


def test_a_file_is_looked_at_before_it_is_stored(appeal: Appeal, desk: Client) -> None:
    batch = make_batch(appeal)
    page = f"{LISTS}{batch.pk}/import/"
    file = SimpleUploadedFile("liste.csv", list_with_faults())

    shown = desk.post(page, {"file": file})
    batch.refresh_from_db()
    seen = {"confirm": "1", "seen": batch.source_sha256}
    refused = desk.post(page, seen)
    stale = desk.post(page, seen | {"seen": "other", "without_faulty": "1"})
    before = batch.lines.count()
    desk.post(page, seen | {"without_faulty": "1"})
    twice = desk.post(page, seen | {"without_faulty": "1"}, follow=True)

    assert "12" in shown.text
    assert "No category of this appeal is called so." in shown.text
    assert "Nothing is stored" in said(refused.text)[0]
    assert "Another file was chosen" in said(stale.text)[0]
    assert (before, batch.lines.count()) == (0, 288)
    assert said(twice.text)[-1] == "The lines of this file are stored already."


def test_a_file_that_is_no_table_is_refused(appeal: Appeal, desk: Client) -> None:
    batch = make_batch(appeal)

    page = desk.post(
        f"{LISTS}{batch.pk}/import/", {"file": SimpleUploadedFile("liste.pdf", b"%PDF")}
    )

    assert "Choose a file in CSV, XLSX or ODS." in page.text


def test_what_may_be_wrong_is_listed_and_left_out(appeal: Appeal, desk: Client) -> None:
    make_signature(appeal, first_name="Zoé", last_name="Martin")
    batch = make_batch(appeal, entry(appeal), entry(appeal, "Petit"))
    page = f"{LISTS}{batch.pk}/sheet/"

    shown = desk.get(page).text
    none_ticked = desk.post(page, {"act": "leave_out"}, follow=True)
    desk.post(page, {"act": "leave_out", "line": ["1"]})
    counted = desk.post(page, {"act": "count"}, follow=True)
    batch.refresh_from_db()
    counted_at = batch.counted_at
    named = desk.post(page, {"act": "undo", "reason": "Zoé Martin"}, follow=True)
    undone = desk.post(page, {"act": "undo", "reason": "mistyped"}, follow=True)
    again = desk.post(page, {"act": "undo"}, follow=True)
    desk.post(page, {"act": "reopen"})
    nonsense = desk.post(page, {"act": "explode"}, follow=True)

    assert "somebody of this name has signed online" in shown
    assert said(none_ticked.text) == ["Nothing was changed."]
    assert said(counted.text) == ["1 line is left out.", "1 line is counted, 1 left out."]
    assert counted_at == database_now()  # the database's clock, which stands in a transaction
    # What is typed may name somebody, and the audit keeps for good what it is told.
    assert said(named.text) == ["Choose why it is taken back."]
    assert '<option value="mistyped">' in named.text
    assert AuditEntry.objects.get(act="paper.undo").after == {"counted": 0, "reason": "mistyped"}
    assert said(undone.text) == ["1 line is counted no more."]
    assert "not in the state" in said(again.text)[0]
    assert said(nonsense.text)[-1] == "Choose one of the buttons."
    batch.refresh_from_db()
    assert batch.state == BatchState.TYPING


def test_a_line_is_corrected_or_left_out(appeal: Appeal, desk: Client) -> None:
    batch = make_batch(appeal, entry(appeal))
    page = f"{LISTS}{batch.pk}/lines/1/"

    desk.post(page, {"last_name": "Martín", "first_name": "Zoé", "category": "citizen"})
    corrected = batch.lines.get()
    desk.post(page, {"leave_out": "1", "reason": "illegible"})
    left_out = batch.lines.get()
    bad = desk.post(page, {"last_name": "", "first_name": "Zoé", "category": "citizen"})

    assert (corrected.last_name, corrected.category.code) == ("Martín", "citizen")
    assert left_out.left_out == "illegible"
    assert "Type the last name." in bad.text
    assert desk.get(f"{LISTS}{batch.pk}/lines/9/").status_code == 404


def test_a_second_person_reads_again(appeal: Appeal, olga: User, desk: Client) -> None:
    Appeal.objects.update(paper_needs_second_person=True)
    batch = make_batch(appeal, entry(appeal, "Lefèvre"), by=olga)
    max_ = signed_in(make_staff("organiser"))
    page, sheet = f"{LISTS}{batch.pk}/again/", f"{LISTS}{batch.pk}/sheet/"
    reading = {"line-1-last_name": "Lefebvre", "line-1-first_name": "Zoé"}

    mine = desk.post(page, reading, follow=True)
    early = max_.post(sheet, {"act": "count"}, follow=True)
    different = max_.post(page, reading)
    same = max_.post(page, reading | {"line-1-last_name": "Lefevre"}, follow=True)
    max_.post(sheet, {"act": "count"})

    assert "cannot check it" in said(mine.text)[0]
    assert "A second person has to check" in said(early.text)[0]
    assert "Lefèvre Zoé" in different.text
    assert "Lefebvre Zoé" in different.text
    assert said(same.text) == ["Both read the same: the list is checked."]
    batch.refresh_from_db()
    assert batch.state == BatchState.COUNTED


def test_the_figures_show_paper_apart(appeal: Appeal, client: Client) -> None:
    make_signature(appeal)
    batch = make_batch(appeal, entry(appeal), entry(appeal, "Petit"))
    count_batch(batch, by=None, now=database_now())

    page = client.get("/en/appeals/appel/figures/").text
    data = client.get("/en/appeals/appel/figures.json").json()
    table = client.get("/en/appeals/appel/figures.csv").text

    assert "1 verified online + 2 on paper = 3 signatures" in page
    assert (data["total"], data["paper"], data["total_with_paper"]) == (1, 2, 3)
    assert data["paper_by_category"] == [{"category": "student", "label": "Students", "count": 2}]
    assert ",paper,,,2" in table


def test_the_import_names_the_categories_and_the_good_lines_have_no_faults(
    appeal: Appeal, desk: Client
) -> None:
    batch = make_batch(appeal, lines_on_paper=None)
    page = f"{LISTS}{batch.pk}/import/"

    asked = desk.get(page).text
    file = SimpleUploadedFile("liste.csv", b"nom,prenom,categorie\nMartin,Zoe,student\n")
    seen = desk.post(page, {"file": file}).text
    typing = desk.get(f"{LISTS}{batch.pk}/lines/").text

    assert "Students <code>student</code>" in " ".join(asked.split())
    assert "The first lines without a fault" in seen
    assert "What is wrong" not in seen
    assert "Lines stored: 0." in " ".join(typing.split())
