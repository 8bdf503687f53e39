"""The export page: what it offers, what it gives, and to whom."""

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils.timezone import localdate

from appeal.models import Appeal
from signatures.desk import exports
from tests.factories import make_appeal, make_signature
from tests.staff import GROUPS, make_staff, signed_in

PAGE = "/staff/signatures/signature/export/"
COMMAS, SEMICOLONS, WORKBOOK = "0", "1", "2"
MAY_EXPORT = {"administrator", "exporting organiser"}


@pytest.fixture
def exporter(db: None) -> Client:
    """The browser of somebody who may take names out of the house."""
    return signed_in(make_staff("exporting organiser"))


def boxes(page: str) -> dict[str, bool]:
    """The columns that the page offers, and whether each is ticked."""
    found = re.findall(r'<input type="checkbox" name="signatureresource_(\w+)"([^>]*)>', page)
    return {name: "checked" in rest for name, rest in found}


def wanted(columns: list[str], form: str = COMMAS) -> dict[str, str]:
    """What the page posts."""
    ticked = {f"signatureresource_{name}": "on" for name in columns}
    return {"resource": "0", "format": form, **ticked}


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_page_offers_every_column_and_ticks_all_but_addresses(
    appeal: Appeal, exporter: Client
) -> None:
    page = exporter.get(PAGE).text

    assert boxes(page) == {name: name != "email" for name in exports.COLUMNS}
    assert "Last name (last_name)" in page


@pytest.mark.parametrize(("language", "usual"), [("fr", SEMICOLONS), ("en", COMMAS)])
def test_the_usual_separator_is_that_of_the_language(
    appeal: Appeal, language: str, usual: str
) -> None:
    client = signed_in(make_staff("administrator"), language)

    page = client.get(PAGE).text

    (ticked,) = re.findall(r'<input type="radio" name="format" value="(\d)"[^>]* checked', page)
    assert ticked == usual


@pytest.mark.parametrize(("form", "delimiter"), [(COMMAS, ","), (SEMICOLONS, ";")])
def test_a_csv_file_is_streamed(
    appeal: Appeal, exporter: Client, form: str, delimiter: str
) -> None:
    make_signature(appeal, last_name="=Exemple", email="zoe@campus.example")

    answer = exporter.post(PAGE, wanted(["last_name", "email"], form))

    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    name = f"signatures-{localdate().isoformat()}.csv"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    text = io.StringIO(body(answer).decode("utf-8-sig"), newline="")
    assert list(csv.reader(text, delimiter=delimiter)) == [
        ["last_name", "email"],
        ["'=Exemple", "zoe@campus.example"],
    ]


def test_a_workbook_is_given(appeal: Appeal, exporter: Client) -> None:
    make_signature(appeal, last_name="Exemple")

    answer = exporter.post(PAGE, wanted(["last_name"], WORKBOOK))

    book = openpyxl.load_workbook(io.BytesIO(body(answer)))
    assert answer["Content-Disposition"].endswith('.xlsx"')
    assert list(book.active.iter_rows(values_only=True)) == [("last_name",), ("Exemple",)]


def test_too_many_rows_for_a_workbook_are_said(
    appeal: Appeal, exporter: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "XLSX_MOST_ROWS", 1)
    for _number in range(2):
        make_signature(appeal)

    answer = exporter.post(PAGE, wanted(["id"], WORKBOOK), follow=True)

    assert answer.redirect_chain == [(PAGE, 302)]
    assert "More than 1 rows: choose CSV." in answer.text


def test_the_file_holds_what_the_list_shows(appeal: Appeal, exporter: Client) -> None:
    make_signature(appeal, last_name="Oui", language="en")
    make_signature(appeal, last_name="Autre", language="en", first_name="Zoé")
    make_signature(appeal, last_name="Non")
    query = "?language=en&q=suzie&p=1"

    page = exporter.get(f"{PAGE}{query}").text
    answer = exporter.post(f"{PAGE}{query}", wanted(["last_name"]))

    assert "1 signature will be in the file." in page
    assert body(answer) == b"\xef\xbb\xbflast_name\r\nOui\r\n"


def test_only_posted_rows_can_be_asked_for(appeal: Appeal, exporter: Client) -> None:
    one, _two = make_signature(appeal, last_name="Un"), make_signature(appeal, last_name="Deux")

    answer = exporter.post(PAGE, wanted(["last_name"]) | {"export_items": str(one.pk)})

    assert body(answer) == b"\xef\xbb\xbflast_name\r\nUn\r\n"


def test_no_column_is_asked_again(appeal: Appeal, exporter: Client) -> None:
    answer = exporter.post(PAGE, wanted([]))

    assert answer.status_code == 200
    assert not answer.streaming
    assert "Select at least 1 field" in answer.text


@pytest.mark.parametrize("query", ["?email__startswith=z", "?appeal__id__exact=abc"])
def test_nonsense_in_the_address_is_refused(appeal: Appeal, exporter: Client, query: str) -> None:
    make_appeal(slug="autre", is_featured=False)  # with one appeal, there is no such filter

    assert exporter.get(f"{PAGE}{query}").status_code == 400


@pytest.mark.parametrize("role", GROUPS)
def test_only_who_may_export_gets_a_file_or_a_link_to_one(appeal: Appeal, role: str) -> None:
    make_signature(appeal)
    client = signed_in(make_staff(role))

    answer = client.post(PAGE, wanted(["email"]))
    listed = client.get("/staff/signatures/signature/").text

    assert answer.status_code == (200 if role in MAY_EXPORT else 403)
    assert (PAGE in listed) == (role in MAY_EXPORT)


def test_the_right_to_export_needs_the_right_to_see(appeal: Appeal) -> None:
    press = make_staff("press")
    press.groups.add(*make_staff("exporting organiser").groups.filter(name__contains="export"))

    assert signed_in(press).get(PAGE).status_code == 403
