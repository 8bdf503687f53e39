"""Each chart and each table of the press page can be taken away."""

import csv
import io
import xml.etree.ElementTree as ET

import pytest
from django.test import Client
from openpyxl import load_workbook
from PIL import Image

from appeal.models import Appeal
from signatures.figures.breakdowns import Row, Table
from signatures.figures.files import WRITERS, table_csv, table_xlsx
from signatures.models.clock import database_now
from tests.factories import make_signature
from tests.signatures.figures.population import populate

TABLES = ("category", "country", "channel", "beside", "day", "hour")
CHARTS = ("day", "hour", "growth")
FORMULA = Table(
    "channel", "Accents : é ’ « »", "x", "y", [Row("=cmd()", "=1+1", 3), Row("@x", "-é", 2)], 5
)


def get(client: Client, name: str, language: str = "fr") -> bytes:
    response = client.get(f"/{language}/appeals/appel/figures/{name}")
    assert response.status_code == 200, name
    assert response["Content-Disposition"] == f'attachment; filename="appel-{name}"'
    content: bytes = response.content
    return content


@pytest.mark.parametrize("name", TABLES)
def test_the_three_files_of_a_table_say_the_same(client: Client, appeal: Appeal, name: str) -> None:
    populate(appeal, now=database_now(), seed=11)

    plain = client.get(f"/fr/appeals/appel/figures/{name}.json").json()
    from_csv = list(csv.DictReader(io.StringIO(get(client, f"{name}.csv").decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(get(client, f"{name}.xlsx"))).worksheets[0]
    _title, _moment, head, *lines = sheet.iter_rows(values_only=True)

    rows = [{key: str(value) for key, value in row.items()} for row in plain["rows"]]
    assert rows == from_csv
    assert rows == [
        {key: "" if value is None else str(value) for key, value in zip(head, line, strict=True)}
        for line in lines
    ]
    if plain["total"] is not None:
        assert sum(row["count"] for row in plain["rows"]) == plain["total"]


def test_texts_are_in_the_language_of_the_address(client: Client, appeal: Appeal) -> None:
    make_signature(appeal)

    assert "Étudiantes et étudiants" in get(client, "category.csv").decode("utf-8-sig")
    assert "Students" in get(client, "category.csv", "en").decode("utf-8-sig")


def test_no_cell_is_run_as_a_formula() -> None:
    sheet = load_workbook(io.BytesIO(table_xlsx(FORMULA, "now"))).worksheets[0]

    texts = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in texts} == {"s"}
    assert [str(cell.value) for cell in texts if str(cell.value).startswith(("=", "@", "-"))] == []
    assert "'=cmd(),'=1+1,3" in table_csv(FORMULA, "now").decode()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", CHARTS)
def test_chart_stands_alone_with_title_and_source(
    client: Client, appeal: Appeal, name: str, language: str
) -> None:
    make_signature(appeal)

    picture = ET.fromstring(get(client, f"{name}.svg", language))

    svg = "{http://www.w3.org/2000/svg}"
    texts = [text.text or "" for text in picture.iter(f"{svg}text")]
    assert picture.attrib["role"] == "img"
    assert picture.findtext(f"{svg}title") in texts
    assert any("Université d’Exemple" in text for text in texts)
    assert not list(picture.iter(f"{svg}script"))


def test_chart_comes_in_pixels_too(client: Client, appeal: Appeal) -> None:
    make_signature(appeal)

    with Image.open(io.BytesIO(get(client, "day.png"))) as picture:
        colours = {colour for _count, colour in picture.convert("RGB").getcolors(1 << 24) or []}

    assert (picture.format, picture.size) == ("PNG", (1440, 700))
    assert (255, 255, 255) in colours  # on white, wherever it is placed
    assert (32, 54, 156) in colours or len(colours) > 10  # and something is drawn


@pytest.mark.parametrize(
    "name",
    [
        "mood.csv",
        "mood.png",
        "mood.svg",
        "category.exe",
        "category.svg",
        "growth.csv",
        "organisation.csv",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, appeal: Appeal, name: str) -> None:
    assert client.get(f"/fr/appeals/appel/figures/{name}").status_code == 404


def test_every_kind_of_file_has_its_type() -> None:
    assert set(WRITERS) == {"csv", "json", "xlsx"}
