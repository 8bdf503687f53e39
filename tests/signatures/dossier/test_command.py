"""`manage.py dossier`."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from appeal.models import Appeal
from signatures.models import Snapshot


@pytest.mark.parametrize(
    ("name", "begins"),
    [("d.pdf", b"%PDF-1.7"), ("d.csv", b"\xef\xbb\xbfsection"), ("d.ods", b"PK")],
)
def test_file_is_what_it_is_called(
    tmp_path: Path, snapshot: Snapshot, name: str, begins: bytes
) -> None:
    call_command("dossier", appeal="appel", output=tmp_path / name)

    assert (tmp_path / name).read_bytes().startswith(begins)


def test_archive_has_everything_with_its_hashes(tmp_path: Path, snapshot: Snapshot) -> None:
    options = {"snapshot": snapshot.code, "language": "both", "format": "zip"}
    for name in ("one", "two"):
        call_command("dossier", output=tmp_path / name, **options)

    content = (tmp_path / "one").read_bytes()
    assert content == (tmp_path / "two").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {name.partition("/")[2] for name in archive.namelist()}
        sums = archive.read(f"dossier-{snapshot.code}/SHA256SUMS").decode()
    assert len(sums.splitlines()) == 4
    assert {line.split("  ")[1] for line in sums.splitlines()} | {"SHA256SUMS"} == names


def test_bad_input_is_said_in_one_line(appeal: Appeal, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="take a snapshot first"):
        call_command("dossier", output=tmp_path / "d.pdf")
    with pytest.raises(CommandError, match="no figure of appel is frozen as 'zz'"):
        call_command("dossier", snapshot="zz", output=tmp_path / "d.pdf")
    assert not list(tmp_path.iterdir())
