"""`manage.py export_signatures`: the desk's file, from the shell."""

import csv
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from appeal.models import Appeal
from signatures.desk.exports import default_columns
from tests.config.processes import ROOT
from tests.factories import make_appeal, make_signature
from tests.signatures.desk.crowd import make_crowd


def exported(tmp_path: Path, **options: object) -> list[dict[str, str]]:
    file = tmp_path / "export.csv"
    call_command("export_signatures", output=file, **options)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened, delimiter=str(options.get("delimiter", ","))))


@pytest.fixture
def everybody(appeal: Appeal) -> Appeal:
    """One signature in each state, one that is held, and one under another appeal."""
    for status in ("pending", "verified", "withdrawn", "invalidated"):
        make_signature(appeal, status=status)
    make_signature(appeal, moderation="held")
    make_signature(make_appeal(slug="autre", is_featured=False))
    return appeal


def test_what_is_counted_is_exported_without_addresses(everybody: Appeal, tmp_path: Path) -> None:
    rows = exported(tmp_path)

    assert [(row["status"], row["moderation"]) for row in rows] == [("verified", "unreviewed")]
    assert list(rows[0]) == default_columns()
    assert "email" not in rows[0]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("all", ["pending", "verified", "withdrawn", "invalidated", "verified"]),
        ("verified", ["verified", "verified"]),
        ("pending", ["pending"]),
        ("withdrawn", ["withdrawn"]),
        ("invalidated", ["invalidated"]),
    ],
)
def test_another_state_can_be_asked_for(
    everybody: Appeal, tmp_path: Path, status: str, expected: list[str]
) -> None:
    assert [row["status"] for row in exported(tmp_path, status=status)] == expected


def test_another_appeal_can_be_asked_for(everybody: Appeal, tmp_path: Path) -> None:
    assert len(exported(tmp_path, appeal="autre")) == 1


def test_columns_and_separator_can_be_chosen(everybody: Appeal, tmp_path: Path) -> None:
    (row,) = exported(tmp_path, columns="email, last_name", delimiter=";", appeal="autre")

    assert list(row) == ["email", "last_name"]
    assert row["email"].endswith("@campus.example")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("nope", "unknown column: nope"),
        ("id,nope,email,nor_this", "unknown column: nope, nor_this"),
        ("id,", "unknown column: "),
    ],
)
def test_an_unknown_column_is_said_and_leaves_no_file(
    appeal: Appeal, tmp_path: Path, columns: str, said: str
) -> None:
    with pytest.raises(CommandError) as caught:
        exported(tmp_path, columns=columns)

    assert str(caught.value) == said
    assert list(tmp_path.iterdir()) == []


def peak_megabytes(file: Path, *options: str) -> float:
    """The most memory that the real command held, on the database of this test."""
    database = connection.settings_dict
    address = (
        f"postgresql://{database['USER']}@/{database['NAME']}?host={quote(os.environ['PGHOST'])}"
    )
    command = [sys.executable, "manage.py", "export_signatures", "--output", str(file), *options]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": address})
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return usage.ru_maxrss / unit


@pytest.mark.skipif("PGHOST" not in os.environ, reason="DATABASE_URL was given from outside")
@pytest.mark.django_db(transaction=True)
def test_a_large_file_needs_no_more_memory_than_an_empty_one(tmp_path: Path) -> None:
    make_crowd(make_appeal(), 50_000)
    file = tmp_path / "export.csv"

    empty = peak_megabytes(file, "--status", "withdrawn")
    large = peak_megabytes(file, "--status", "all")

    with file.open("rb") as opened:
        assert sum(1 for _line in opened) == 50_001
    assert file.stat().st_size > 5_000_000
    assert large - empty < 4
