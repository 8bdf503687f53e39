"""Every file for a spreadsheet, opened by LibreOffice: accents stay, and nothing is run (R-13).

LibreOffice is large, so CI does not install it: there the files are read by the libraries that
read workbooks (test_files, dossier/test_annexes). Here they are converted by the real thing.
"""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from appeal.models import Appeal
from signatures.dossier.edition import make_csv, make_ods, prepare
from signatures.figures.breakdowns import breakdowns, times
from signatures.figures.counting import figures
from signatures.figures.files import WRITERS
from signatures.figures.open_data import archive
from signatures.figures.published import as_csv, as_dict
from signatures.figures.snapshots import take_snapshot
from signatures.models.clock import database_now
from tests.factories import make_signature

OFFICE = shutil.which("soffice")
HOSTILE = '=HYPERLINK("http://evil.example";"Été")'


def all_files(appeal: Appeal) -> dict[str, bytes]:
    """Every CSV, XLSX and ODS that the press room gives away."""
    now = database_now()
    current = figures(appeal, language="fr", now=now, hours=True)
    plain = as_dict(current)
    edition = prepare(take_snapshot(appeal, by=None, now=now), languages=["fr"], now=now)
    found = {
        "figures.csv": as_csv(current),
        "annex.csv": make_csv(edition),
        "annex.ods": make_ods(edition),
    }
    for table in [*breakdowns(plain, "fr"), *times(plain, "fr")]:
        for ending in ("csv", "xlsx"):
            found[f"{table.name}.{ending}"] = WRITERS[ending][0](table, str(plain["as_of"]))
    both = {code: plain for code, _name in settings.LANGUAGES}
    packed = archive(both, title="Été", publisher="=1+1")
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        names = [name for name in opened.namelist() if name.endswith(".csv")]
        found |= {f"open-{name}": opened.read(name) for name in names}
    return found


def opened_by_office(files: dict[str, bytes], folder: Path) -> dict[str, str]:
    """Give what LibreOffice sees in each file: its flat XML, with every formula in it.

    Who opens a CSV by hand is asked of its encoding, and the mark has answered; without a
    window it has to be said.
    """
    for name, content in files.items():
        (folder / name).write_bytes(content)
    for ending, how in ((".csv", ["--infilter=CSV:44,34,76,1"]), (".xlsx", []), (".ods", [])):
        subprocess.run(
            [
                *(str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless"),
                *("--convert-to", "fods", "--outdir", str(folder / "seen"), *how),
                *(str(folder / name) for name in files if name.endswith(ending)),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
    return {path.stem: path.read_text("utf-8") for path in (folder / "seen").iterdir()}


@pytest.mark.requirement("R-13")
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_accents_and_runs_nothing(appeal: Appeal, tmp_path: Path) -> None:
    for channel in ("-1-1", "-1-1", "affiche"):
        make_signature(
            appeal, channel=channel, first_name="=Zoé", last_name="Œuvré", organisation=HOSTILE
        )
    files = {  # of which no two have one name before the dot
        f"{name.replace('.', '-')}{Path(name).suffix}": content
        for name, content in all_files(appeal).items()
    }

    seen = opened_by_office(files, tmp_path)

    assert len(seen) == len(files)
    assert [name for name, xml in seen.items() if "table:formula" in xml] == []
    for name in ("category-csv", "category-xlsx", "figures-csv", "open-categories-csv"):
        assert "Étudiantes et étudiants" in seen[name], name
    for name in ("annex-csv", "annex-ods"):
        assert "=Zoé Œuvré" in seen[name], name
