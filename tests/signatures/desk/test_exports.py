"""The files of the desk: read back by a program that knows nothing of us."""

import csv
import io
import tracemalloc
from datetime import UTC, datetime
from itertools import product

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appeal.models import Appeal, Category
from signatures.cells import as_typed, harmless
from signatures.desk import exports
from signatures.models import Signature
from tests.factories import make_signature
from tests.signatures.desk.crowd import make_crowd

ALL = list(exports.COLUMNS)
HOSTILE = ["=1+1", "+33 6", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"]
# Begin a cell for who parts the file by another sign than we did.
PARTED = ["Dr;=1+1;x", 'Dr;"=1+1;x', "Dr\t@SUM(A1)", "Dr,-2", "Dr\n+33 6", "Dr;＝1", "=1;=1"]
HARMLESS = ["d=1", "'=1", " =1", "O’Neill", 'dit "le Roi"', "a,b;c", "deux\nlignes", "”", "日本"]


def csv_file(columns: list[str] | None = None, delimiter: str = ",") -> bytes:
    pieces = exports.stream_csv(Signature.objects.all(), columns or ALL, delimiter=delimiter)
    return b"".join(pieces)


def read(file: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    text = file.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def sheet(columns: list[str]) -> list[tuple[object, ...]]:
    with exports.write_xlsx(Signature.objects.all(), columns) as file:
        book = openpyxl.load_workbook(file)
    return list(book.active.iter_rows(values_only=True))


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_every_column_comes_back_as_it_was(appeal: Appeal, delimiter: str) -> None:
    row = make_signature(
        appeal,
        first_name="Zoé",
        last_name='d’Exemple; née "Autre", dite Z',
        organisation="École",
        job_title="Chercheuse",
        city="Montpellier",
        country="BE",
        message="Deux\nlignes, et « plus » ; voilà",
        language="en",
        channel="affiche",
        updates_consented_at=datetime(2026, 1, 8, tzinfo=UTC),
        verified_at=datetime(2026, 7, 8, 22, 30, 15, 123456, tzinfo=UTC),
    )
    Signature.objects.update(created_at=datetime(2026, 1, 8, 22, 30, tzinfo=UTC))

    file = csv_file(delimiter=delimiter)

    assert read(file, delimiter) == [
        {
            "id": str(row.pk),
            "status": "verified",
            "moderation": "unreviewed",
            "display": "full",
            "category": "student",
            "first_name": "Zoé",
            "last_name": 'd’Exemple; née "Autre", dite Z',
            "email": row.email,
            "organisation": "École",
            "organisation_record": "",
            "verified_organisation": "",
            "job_title": "Chercheuse",
            "city": "Montpellier",
            "country": "BE",
            "message": "Deux\nlignes, et « plus » ; voilà",
            "language": "en",
            "channel": "affiche",
            "updates": "yes",
            "created_at": "2026-01-08 23:30:00",  # in the site's time zone
            "verified_at": "2026-07-09 00:30:15",
            "invalidation_reason": "",
            "department": "",
        }
    ]


def test_the_file_begins_with_a_byte_order_mark_and_ends_each_row_as_the_standard_says(
    appeal: Appeal,
) -> None:
    make_signature(appeal, last_name="Un")
    make_signature(appeal, last_name="Deux")

    assert csv_file(["last_name", "status"]) == (
        b"\xef\xbb\xbflast_name,status\r\nUn,verified\r\nDeux,verified\r\n"
    )


def test_an_empty_result_is_a_header(appeal: Appeal) -> None:
    assert read(csv_file()) == []
    assert csv_file(["id", "email"], ";") == b"\xef\xbb\xbfid;email\r\n"
    assert sheet(["id", "email"]) == [("id", "email")]


def test_an_unconfirmed_signature_has_empty_cells(appeal: Appeal) -> None:
    make_signature(appeal, status="pending")

    (row,) = read(csv_file())

    assert (row["status"], row["verified_at"], row["updates"]) == ("pending", "", "no")


@pytest.mark.requirement("R-13")
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "column", ["first_name", "last_name", "organisation", "message", "channel"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(
    appeal: Appeal, column: str, text: str
) -> None:
    make_signature(appeal, **{column: text})

    cell = read(csv_file())[0][column]

    assert cell[0] == "'"
    assert as_typed(cell) == text
    assert sheet([column])[1] == (openpyxl_text(cell),)


@pytest.mark.requirement("R-13")
@pytest.mark.parametrize("text", [*HOSTILE, *PARTED])
@pytest.mark.parametrize(("written", "taken"), [(",", ";"), (";", ","), (",", "\t")])
def test_no_cell_is_run_by_who_takes_another_sign_for_the_separator(
    appeal: Appeal, written: str, taken: str, text: str
) -> None:
    make_signature(appeal, job_title=text, message=text)

    file = csv_file(["id", "job_title", "city", "message", "language"], written)

    assert [row["job_title"] for row in read(file, written)] == [harmless(text)]
    seen = csv.reader(file.decode("utf-8-sig").splitlines(), delimiter=taken)
    assert not [cell for row in seen for cell in row if cell.lstrip()[:1] in [*"=+-@＝＋－＠"]]


def test_postgresql_marks_what_python_marks(appeal: Appeal) -> None:
    texts = ["".join(signs) for signs in product(";\t\"'=-a", repeat=3)]
    kept = {"version": appeal.versions.get(), "category": appeal.categories.get(code="student")}
    for text in texts:
        make_signature(appeal, message=text, **kept)

    marked = [row["message"] for row in read(csv_file(["message"]))]

    assert marked == [harmless(text) for text in texts]


def openpyxl_text(text: str) -> str:
    """What a workbook gives back: XML has one kind of line end."""
    return text.replace("\r", "\n")


@pytest.mark.parametrize("text", HARMLESS)
def test_other_cells_stay_as_they_are(appeal: Appeal, text: str) -> None:
    make_signature(appeal, last_name=text)

    assert read(csv_file())[0]["last_name"] == text
    assert sheet(["last_name"])[1] == (text,)


def test_a_code_of_the_organisers_is_no_formula_either(appeal: Appeal) -> None:
    category = Category.objects.create(appeal=appeal, code="-1", position=9)
    make_signature(appeal, category=category, email="=cmd@campus.example")

    (row,) = read(csv_file(["category", "email"]))

    assert row == {"category": "'-1", "email": "'=cmd@campus.example"}


def test_control_characters_do_not_break_a_workbook(appeal: Appeal) -> None:
    make_signature(appeal, message="a\x0bb\x1fc", updates_consented_at=None)

    assert sheet(["message", "verified_at"])[1][0] == "abc"


def test_addresses_are_left_out_unless_chosen() -> None:
    assert exports.default_columns() == [name for name in ALL if name != "email"]


def test_columns_come_in_the_order_wanted_and_once(appeal: Appeal) -> None:
    make_signature(appeal, last_name="Un")

    assert csv_file(["status", "last_name", "status"]) == (
        b"\xef\xbb\xbfstatus,last_name\r\nverified,Un\r\n"
    )


@pytest.mark.parametrize("columns", [["nope"], ["id", "handle"], ["id; DROP TABLE"], []])
def test_an_unknown_column_is_refused_before_the_first_byte(
    appeal: Appeal, columns: list[str]
) -> None:
    with pytest.raises(exports.UnknownColumnError):
        exports.stream_csv(Signature.objects.all(), columns)
    with pytest.raises(exports.UnknownColumnError):
        exports.write_xlsx(Signature.objects.all(), columns)


def test_a_filter_with_hostile_words_is_data(appeal: Appeal) -> None:
    make_signature(appeal, last_name="100% d'accord")
    some = Signature.objects.filter(last_name__contains="100% d'accord")

    (row,) = read(b"".join(exports.stream_csv(some, ["last_name"])))

    assert row == {"last_name": "100% d'accord"}


def test_a_large_file_is_one_query_and_is_never_held(appeal: Appeal) -> None:
    make_crowd(appeal, 20_000)
    pieces = exports.stream_csv(Signature.objects.all(), ALL)
    next(pieces)

    tracemalloc.start()
    with CaptureQueriesContext(connection) as seen:
        size, longest = 0, 0
        for piece in pieces:
            size, longest = size + len(piece), max(longest, len(piece))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size > 2_000_000
    assert longest < 70_000
    assert peak < 500_000
    # COPY goes past Django: no other statement reads the table.
    assert [query for query in seen if "signatures_signature" in query["sql"]] == []


def test_a_workbook_holds_only_so_many(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "XLSX_MOST_ROWS", 1)
    make_signature(appeal)
    within = sheet(["id"])
    make_signature(appeal)

    with pytest.raises(exports.TooManyRowsError):
        sheet(["id"])
    assert len(within) == 2
