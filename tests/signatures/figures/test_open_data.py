"""The open data: an archive for each day, the same for everybody, for ever."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.figures.counting import figures
from signatures.figures.open_data import archive
from signatures.figures.open_data_publishing import publish_open_data
from signatures.figures.published import as_dict
from signatures.figures.tasks import publish_open_data as task
from signatures.models import OpenDataFile
from signatures.models.clock import database_now
from tests.factories import make_appeal, make_signature
from tests.signatures.figures.population import populate

LIST = "/fr/appeals/appel/open-data/"
READS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


def files_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def published(appeal: Appeal) -> OpenDataFile:
    populate(appeal, now=database_now(), seed=3)
    make_signature(appeal, country="IS")
    assert publish_open_data(now=database_now()) == 1
    return OpenDataFile.objects.get()


def test_every_breakdown_sums_to_the_total(published: OpenDataFile) -> None:
    files = files_of(bytes(published.content))

    totals = {row["measure"]: int(row["count"]) for row in rows_of(files["totals.csv"])}
    assert totals["total"] > 0
    for name in ("categories", "days", "hours", "countries", "channels", "organisations"):
        counts = [int(row["count"]) for row in rows_of(files[f"{name}.csv"])]
        assert sum(counts) == totals["total"], name
    assert "IS" not in {row["country"] for row in rows_of(files["countries.csv"])}


def test_package_describes_what_is_there(published: OpenDataFile) -> None:
    files = files_of(bytes(published.content))
    package = json.loads(files["datapackage.json"])

    assert package["licenses"][0]["name"] == "etalab-2.0"
    assert {resource["path"] for resource in package["resources"]} | {
        "datapackage.json", "dictionary.csv", "LICENCE.txt", "README.md"
    } == set(files)  # fmt: skip
    for resource in package["resources"]:
        content = files[resource["path"]]
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        rows = rows_of(content)
        assert list(rows[0]) == list(fields)
        for row in rows:
            for name, cell in row.items():
                READS[fields[name]["type"]](cell)
                assert cell or not fields[name]["constraints"]["required"]


def test_dictionary_explains_every_column_in_both_languages(published: OpenDataFile) -> None:
    for row in rows_of(files_of(bytes(published.content))["dictionary.csv"]):
        assert row["description_en"]
        assert row["description_fr"] != row["description_en"]


def test_same_figures_give_the_same_bytes(appeal: Appeal) -> None:
    now = database_now()
    in_languages = {
        language: as_dict(figures(appeal, language=language, now=now, hours=True))
        for language in ("fr", "en")
    }

    once, twice = (archive(in_languages, title="T", publisher="P") for _time in range(2))

    assert once == twice


def test_a_day_is_published_once_and_stays(published: OpenDataFile) -> None:
    make_signature(published.appeal)

    assert task() == 0
    assert publish_open_data(now=database_now() + timedelta(days=1)) == 1

    assert OpenDataFile.objects.count() == 2
    assert bytes(OpenDataFile.objects.get(pk=published.pk).content) == bytes(published.content)


@pytest.mark.parametrize("state", [AppealState.DRAFT, AppealState.ARCHIVED])
def test_drafts_and_archives_publish_nothing(db: None, state: AppealState) -> None:
    make_appeal(state=state, is_featured=False)

    assert publish_open_data(now=database_now()) == 0


def test_page_lists_each_file_with_its_hash(client: Client, published: OpenDataFile) -> None:
    page = client.get(LIST).content.decode()
    address = f"{LIST}{published.day.isoformat()}.zip"

    assert published.sha256 in page
    assert f'href="{address}"' in page
    assert "Licence Ouverte" in page
    answer = client.get(address)
    assert hashlib.sha256(answer.content).hexdigest() == published.sha256
    assert answer["Content-Type"] == "application/zip"
    for nothing in ("2001-01-01", "2001-99-99", "nonsense"):
        assert client.get(f"{LIST}{nothing}.zip").status_code == 404
