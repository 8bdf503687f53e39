"""The press page and its files, over HTTP."""

import csv
import io
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.models.clock import database_now
from tests.factories import make_appeal, make_signature
from tests.signatures.figures.population import populate
from tests.signatures.signing.pages import Page

FILES = ("figures/", "figures.json", "figures.csv", "figures.svg")
SVG = "{http://www.w3.org/2000/svg}"


def get(client: Client, name: str, language: str = "fr", slug: str = "appel") -> bytes:
    content: bytes = client.get(f"/{language}/appeals/{slug}/{name}").content
    return content


def test_files_say_the_same_figure(client: Client, appeal: Appeal) -> None:
    populate(appeal, now=database_now(), seed=7)

    published = client.get("/fr/appeals/appel/figures.json").json()

    rows = list(csv.DictReader(io.StringIO(get(client, "figures.csv").decode("utf-8-sig"))))
    total = published["total"]
    assert total > 0
    assert {row["count"] for row in rows if row["dimension"] == "total"} == {str(total)}
    page = Page(client.get("/fr/appeals/appel/figures/"))
    assert str(total) in page.text.split()
    for name in ("by_category", "by_day", "by_country"):
        assert sum(row["count"] for row in published[name]) == total


@pytest.mark.parametrize(("language", "label"), [("fr", "Citoyens"), ("en", "Citizens")])
def test_labels_are_in_the_language_of_the_address(
    client: Client, appeal: Appeal, language: str, label: str
) -> None:
    published = client.get(f"/{language}/appeals/appel/figures.json").json()

    assert published["by_category"][1]["label"] == label
    assert label in Page(client.get(f"/{language}/appeals/appel/figures/")).text
    assert label in get(client, "figures.csv", language).decode("utf-8-sig")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("signatures", [0, 1, 5])
def test_chart_is_a_picture_with_a_title(
    client: Client, appeal: Appeal, language: str, signatures: int
) -> None:
    for days in range(signatures):
        make_signature(appeal, verified_at=database_now() - timedelta(days=days))

    picture = ET.fromstring(get(client, "figures.svg", language))

    assert picture.tag == f"{SVG}svg"
    assert picture.attrib["role"] == "img"
    title = picture.find(f"{SVG}title")
    assert title is not None
    assert title.text
    assert len(picture.findall(f".//{SVG}rect")) == signatures
    for bar in picture.findall(f".//{SVG}rect"):
        # Numbers as SVG wants them, whatever the language.
        assert float(bar.attrib["height"]) > 0
    assert picture.findall(f".//{SVG}script") == []
    assert b"http" not in get(client, "figures.svg", language).replace(
        SVG.strip("{}").encode(), b""
    )


@pytest.mark.parametrize("chart", ["growth", "day"])
def test_chart_to_download_tells_today_from_days_that_are_over(
    client: Client, appeal: Appeal, chart: str
) -> None:
    Appeal.objects.update(accent="#1f6b4f")
    for days in (0, 1, 5):
        make_signature(appeal, verified_at=database_now() - timedelta(days=days))

    picture = ET.fromstring(get(client, f"figures/{chart}.svg"))

    assert picture.get("color") == "#1f6b4f"
    text = picture.findtext(f"{SVG}desc", "")
    assert "En pointillé\u00a0: aujourd’hui" in text
    dashed = [part for part in picture.iter() if part.get("stroke-dasharray")]
    assert len(dashed) == 1


def test_chart_on_the_page_stands_beside_its_table(client: Client, appeal: Appeal) -> None:
    make_signature(appeal)

    html = get(client, "figures/").decode()

    assert html.count("<svg") >= 1
    assert html.count("<table") >= 1
    assert Page(client.get("/fr/appeals/appel/figures/")).scripts == 1  # the figure that follows
    assert html.count('<script src="/static/js/figure.js" defer></script>') == 1


@pytest.mark.parametrize("name", FILES)
def test_figures_of_an_unknown_appeal_are_not_found(
    client: Client, appeal: Appeal, name: str
) -> None:
    make_appeal(slug="draft", is_featured=False, state=AppealState.DRAFT)

    for slug in ("nowhere", "draft"):
        assert client.get(f"/fr/appeals/{slug}/{name}").status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_other_sites_may_read_the_figures(client: Client, appeal: Appeal, name: str) -> None:
    response = client.get(f"/fr/appeals/appel/{name}", headers={"Origin": "http://press.example"})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.get("Access-Control-Allow-Credentials") is None


def test_table_is_saved_under_the_name_of_the_appeal(client: Client, appeal: Appeal) -> None:
    response = client.get("/fr/appeals/appel/figures.csv")

    assert response["Content-Disposition"] == 'attachment; filename="figures-appel.csv"'


@pytest.mark.requirement("R-17")
@pytest.mark.parametrize("name", FILES)
def test_second_visitor_costs_no_query(
    client: Client,
    appeal: Appeal,
    name: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first = client.get(f"/fr/appeals/appel/{name}")

    with django_assert_num_queries(0):
        second = client.get(f"/fr/appeals/appel/{name}")

    assert (second.content, second["ETag"]) == (first.content, first["ETag"])


@pytest.mark.parametrize("name", FILES)
def test_figures_that_did_not_change_are_not_sent_again(
    client: Client, appeal: Appeal, name: str
) -> None:
    etag = client.get(f"/fr/appeals/appel/{name}")["ETag"]

    response = client.get(f"/fr/appeals/appel/{name}", headers={"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")


def test_figures_of_two_appeals_and_languages_are_not_mixed_up(
    client: Client, appeal: Appeal
) -> None:
    make_signature(make_appeal(slug="other", is_featured=False))

    pages = {
        get(client, name, language, slug)
        for name in FILES
        for language in ("fr", "en")
        for slug in ("appel", "other")
    }

    assert len(pages) == len(FILES) * 4
