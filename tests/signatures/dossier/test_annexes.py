"""The annexes: the frozen figure and the public names as tables."""

import csv
import io

from python_calamine import CalamineWorkbook

from appeal.models import Appeal
from signatures.dossier.edition import make_csv, make_ods, prepare
from signatures.models import Snapshot
from signatures.models.clock import database_now
from tests.factories import make_signature


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_csv_has_the_frozen_figure_and_the_names(appeal: Appeal, snapshot: Snapshot) -> None:
    make_signature(appeal, first_name="=Later", last_name="Gamma")  # after the figure was frozen

    rows = rows_of(make_csv(prepare(snapshot, languages=["fr"], now=database_now())))

    assert [row["count"] for row in rows if row["section"] == "total"] == ["4"]
    assert sum(int(row["count"]) for row in rows if row["section"] == "category") == 4
    signatories = [(row["key"], row["label"]) for row in rows if row["section"] == "signatory"]
    assert signatories == [
        ("student", "Ada Alpha"),
        ("student", "'=Later Gamma"),
        ("student", "Zoé Zwanzig"),
        ("citizen", "Bob Beta"),
    ]
    assert {row["organisation"] for row in rows if row["label"] == "Ada Alpha"} == {"Observatoire"}


def test_workbook_says_the_same(snapshot: Snapshot) -> None:
    edition = prepare(snapshot, languages=["en"], now=database_now())

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(make_ods(edition)))

    names = workbook.sheet_names
    assert names == ["Figures", "Days", "Organisations", "Signatories"]
    rows = workbook.get_sheet_by_name("Signatories").to_python()
    assert [row[2] for row in rows[1:]] == ["Ada Alpha", "Zoé Zwanzig", "Bob Beta"]
