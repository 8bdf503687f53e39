"""`manage.py import_signatures`: all lines or none, one clear line when something is wrong."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from appeal.models import Appeal
from signatures.figures.counting import figures
from signatures.models import PaperBatch
from signatures.models.clock import database_now
from tests.signatures.paper.sheets import as_csv, list_with_faults, people


def imported(tmp_path: Path, content: bytes, *options: str, name: str = "liste.csv") -> str:
    file, output = tmp_path / name, tmp_path / "out"
    file.write_bytes(content)
    output.unlink(missing_ok=True)
    provenance = ("--place=Marché", "--collected-on=2026-11-14", "--collector=Olga")
    call_command("import_signatures", str(file), *provenance, f"--output={output}", *options)
    return output.read_text()


def test_a_list_is_imported_and_counted(appeal: Appeal, tmp_path: Path) -> None:
    said = imported(tmp_path, as_csv(list(people(30))), "--count", "--appeal=appel")

    batch = PaperBatch.objects.get()
    assert said == f"appel: list {batch.pk}: stored 30 lines, counted 30, left out 0\n"
    assert figures(appeal, language="fr", now=database_now()).paper == 30


def test_faults_are_listed_and_nothing_is_stored(appeal: Appeal, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="12 lines have faults"):
        imported(tmp_path, list_with_faults(), "--dry-run")
    report = (tmp_path / "out").read_text().splitlines()
    with pytest.raises(CommandError, match="nothing stored: lines have faults"):
        imported(tmp_path, list_with_faults())

    assert report[0].startswith("line 2: last_name: ")
    assert report[-1] == "288 of 300 lines can be stored"
    assert not PaperBatch.objects.exists()


def test_faulty_lines_can_be_left_out_once(appeal: Appeal, tmp_path: Path) -> None:
    said = imported(tmp_path, list_with_faults(), "--without-faulty")

    assert "stored 288 lines" in said
    with pytest.raises(CommandError, match="in a list already"):
        imported(tmp_path, list_with_faults(), "--without-faulty")
    assert PaperBatch.objects.count() == 1


def test_a_second_person_is_not_passed_by(appeal: Appeal, tmp_path: Path) -> None:
    Appeal.objects.update(paper_needs_second_person=True)

    with pytest.raises(CommandError, match="second person"):
        imported(tmp_path, as_csv(list(people(3))), "--count")

    assert not PaperBatch.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "options"),
    [(b"%PDF", "liste.pdf", ()), (b"", "liste.csv", ()), (b"x", "liste.csv", ("--appeal=no",))],
)
def test_bad_input_is_one_line(
    appeal: Appeal, tmp_path: Path, content: bytes, name: str, options: tuple[str, ...]
) -> None:
    with pytest.raises(CommandError) as refusal:
        imported(tmp_path, content, *options, name=name)

    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("option", "wrong"),
    [
        (f"--place={'x' * 121}", "place"),
        (f"--collector={'x' * 121}", "collector"),
        ("--place=", "place"),
        ("--collector= ", "collector"),
    ],
)
def test_provenance_that_is_none_is_one_line(
    appeal: Appeal, tmp_path: Path, option: str, wrong: str
) -> None:
    with pytest.raises(CommandError, match=rf"^nothing stored: {wrong}: [^\n]+$"):
        imported(tmp_path, as_csv(list(people(3))), option)

    assert not PaperBatch.objects.exists()


def test_a_day_that_is_none_is_said(appeal: Appeal, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        imported(tmp_path, as_csv(list(people(3))), "--collected-on=bad")

    assert str(refusal.value) == (
        "Error: argument --collected-on: no day such as 2026-11-14: 'bad'"
    )


def test_a_file_that_is_not_there_is_said(appeal: Appeal, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot read"):
        call_command(
            "import_signatures",
            str(tmp_path / "no.csv"),
            "--place=x",
            "--collected-on=2026-11-14",
            "--collector=x",
        )
