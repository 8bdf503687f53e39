"""A file of lines: every fault is named by its line, and nothing is stored half."""

import io
import zipfile

import openpyxl
import pytest
import tablib

from appeal.models import Appeal
from signatures.cells import harmless
from signatures.models.clock import database_now
from signatures.paper.batches import WrongStateError
from signatures.paper.counting import count_batch
from signatures.paper.duplicates import Finding
from signatures.paper.importing import (
    FaultyLinesError,
    StoredAlreadyError,
    import_lines,
    preview_lines,
)
from signatures.paper.tables import MOST_BYTES, MOST_BYTES_UNPACKED, TableError, read_table
from tests.factories import make_signature
from tests.signatures.paper.sheets import (
    FAULTS,
    HEADER,
    as_csv,
    as_ods,
    as_xlsx,
    entry,
    list_with_faults,
    make_batch,
    people,
)


def table(*rows: tuple[str, ...]) -> tablib.Dataset:
    return read_table(as_csv(list(rows)), "liste.csv")


def test_twelve_faults_in_three_hundred_lines_are_named(appeal: Appeal) -> None:
    preview = preview_lines(appeal, read_table(list_with_faults(), "liste.csv"))

    assert (len(preview.rows), len(preview.faulty), len(preview.entries)) == (300, 12, 288)
    assert [row.number for row in preview.faulty] == [2 + 20 * n for n in range(12)]
    assert [set(row.faults) for row in preview.faulty] == [{column} for _row, column in FAULTS]
    assert preview.by_category == [("Étudiantes et étudiants", 144), ("Citoyens", 144)]


def test_nothing_is_stored_while_there_are_faults(appeal: Appeal) -> None:
    batch = make_batch(appeal)

    with pytest.raises(FaultyLinesError):
        import_lines(batch, read_table(list_with_faults(), "liste.csv"), sha256="a")

    batch.refresh_from_db()
    assert (batch.lines.count(), batch.imported_sha256) == (0, "")


def test_faulty_lines_are_left_out_when_somebody_says_so(appeal: Appeal) -> None:
    batch = make_batch(appeal)
    rows = read_table(list_with_faults(), "liste.csv")

    import_lines(batch, rows, sha256="a", without_faulty=True)
    with pytest.raises(StoredAlreadyError):
        import_lines(batch, rows, sha256="a", without_faulty=True)
    with pytest.raises(StoredAlreadyError):
        import_lines(make_batch(appeal), rows, sha256="a", without_faulty=True)

    assert batch.lines.count() == 288


def test_who_may_have_signed_already_is_found(appeal: Appeal) -> None:
    make_signature(appeal, email="zoe@campus.example", last_name="Autre")
    make_signature(appeal, first_name="Léa", last_name="Petit", organisation="CHU")
    make_signature(appeal, first_name="Léa", last_name="Petite")
    counted = make_batch(appeal, entry(appeal, "Papier", email="p@campus.example"))
    count_batch(counted, by=None, now=database_now())

    preview = preview_lines(
        appeal,
        table(
            ("Martin", "Zoé", "student", "", "ZOE@campus.example"),
            ("PETIT", "Lea", "student", "", ""),
            ("Papier", "Zoé", "student", "", "p@campus.example"),
            ("Seul", "Zoé", "student", "", "s@campus.example"),
            ("Seul", "Zoé", "student", "", "s@campus.example"),
            ("Petitjean", "Léa", "student", "", ""),
        ),
    )

    assert [row.findings for row in preview.rows] == [
        [Finding.ADDRESS_ONLINE],
        [Finding.NAME_ONLINE],
        [Finding.ADDRESS_ON_PAPER, Finding.NAME_ON_PAPER],
        [],
        [Finding.ADDRESS_ABOVE, Finding.NAME_ABOVE],
        [],
    ]
    assert (len(preview.doubtful), preview.known) == (4, 3)


def test_a_counted_list_takes_no_file(appeal: Appeal) -> None:
    batch = make_batch(appeal, entry(appeal))
    count_batch(batch, by=None, now=database_now())

    with pytest.raises(WrongStateError):
        import_lines(batch, table(*people(3)), sha256="a")

    batch.refresh_from_db()
    assert batch.imported_sha256 == ""


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_spreadsheets_are_read(appeal: Appeal, kind: str) -> None:
    content = {"xlsx": as_xlsx, "ods": as_ods}[kind]([HEADER, *people(3)])

    assert len(preview_lines(appeal, read_table(content, f"Liste.{kind.upper()}")).entries) == 3


def test_a_number_of_a_spreadsheet_is_read_as_it_is_seen() -> None:
    content = as_xlsx([HEADER, ("Martin", "Zoé", "student", 30000, "")])

    assert read_table(content, "liste.xlsx")[0][3] == "30000"


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused_unread() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", b" " * (MOST_BYTES_UNPACKED + 1))

    with pytest.raises(TableError) as refusal:
        read_table(bomb.getvalue(), "liste.ods")

    assert len(bomb.getvalue()) < MOST_BYTES
    assert "100" in str(refusal.value)


def test_a_file_whose_last_cell_is_in_the_last_row_of_all_is_refused() -> None:
    """A few kilobytes; read by the process that serves, it would end it."""
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "nom"
    workbook.active["XFD1048576"] = "x"
    far = io.BytesIO()
    workbook.save(far)

    with pytest.raises(TableError, match="illisible"):
        read_table(far.getvalue(), "liste.xlsx")

    assert len(far.getvalue()) < 10_000


@pytest.mark.parametrize(
    "content",
    [
        as_csv(list(people(2)), delimiter=","),
        as_csv(list(people(2)), delimiter="\t"),
        as_csv(list(people(2))).decode("utf-8-sig").encode("cp1252"),
        as_csv(list(people(2))) + b";;;;\r\n;;;;\r\n",
    ],
)
def test_csv_of_every_spreadsheet_is_read(appeal: Appeal, content: bytes) -> None:
    preview = preview_lines(appeal, read_table(content, "liste.csv"))

    assert [one.first_name for one in preview.entries] == ["Prénom", "Prénom"]
    assert len(preview.rows) == 2


@pytest.mark.requirement("R-13")
def test_the_apostrophe_of_an_export_comes_off(appeal: Appeal) -> None:
    for typed in ("=Nîmes", "＝Nîmes", "Nîmes;=1", 'Nîmes;"-1'):
        (row,) = table(("Martin", "Zoé", "student", str(harmless(typed)), ""))
        assert row[3] == typed

    assert preview_lines(appeal, table(("Martin", "Zoé", "student", "'=Nîmes", ""))).faulty


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "liste.csv", "vide"),
        (b"nom;ville\nMartin;Nimes\n", "liste.csv", "first_name, category"),
        (b"%PDF-1.7", "liste.pdf", "CSV, XLSX"),
        (b"PK\x03\x04 broken", "liste.xlsx", "illisible"),
        (b"PK\x03\x04 broken", "liste.ods", "illisible"),
        (b"x" * (MOST_BYTES + 1), "liste.csv", "5\xa0Mo"),
    ],
)
def test_what_is_no_table_is_said(content: bytes, name: str, said: str) -> None:
    with pytest.raises(TableError) as refusal:
        read_table(content, name)

    assert said in str(refusal.value).replace(" Mo", "\xa0Mo")


def test_a_file_that_is_too_long_is_refused() -> None:
    content = io.BytesIO(as_csv([("a", "b", "c", "d", "e")] * 20_001)).getvalue()

    with pytest.raises(TableError):
        read_table(content, "liste.csv")
