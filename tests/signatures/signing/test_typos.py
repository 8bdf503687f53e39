"""A mistyped address is said to be one, and taken all the same."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from appeal.models import Appeal
from signatures.signing.typos import COMMON, slips, suggest_address
from tests.signatures.signing.entries import typed
from tests.signatures.signing.pages import Page

SIGN = "/en/appeals/appel/sign/"
words = st.text(alphabet="abc.", max_size=8)


@pytest.mark.parametrize(
    ("typed_address", "meant"),
    [
        ("zoe@gmial.com", "zoe@gmail.com"),
        ("Zoe.X@GMAI.COM", "Zoe.X@gmail.com"),
        ("zoe@gmail.co", "zoe@gmail.com"),
        ("zoe@hotmial.fr", "zoe@hotmail.fr"),
        ("zoe@hotmail.con", "zoe@hotmail.com"),
        ("zoe@orang.fr", "zoe@orange.fr"),
        ("zoe@laposte.met", "zoe@laposte.net"),
        ("zoe@wanado.fr", "zoe@wanadoo.fr"),
        ("zoe@yaho.com", "zoe@yahoo.com"),
    ],
)
def test_slip_is_noticed(typed_address: str, meant: str) -> None:
    assert suggest_address(typed_address) == meant


@pytest.mark.parametrize(
    "address",
    [
        *(f"zoe@{domain}" for domain in COMMON),
        "zoe@umontpellier.fr",
        "zoe@cnrs.fr",
        "zoe@hotmail.be",
        "zoe@gmx.at",
        "zoe@fre.fr",
        "zoe@mail.com",
        "zoe@campus.example",
        "zoe",
        "@gmial.com",
        "zoe@",
        "",
    ],
)
def test_nothing_is_said_of_an_address_that_may_be_right(address: str) -> None:
    assert suggest_address(address) == ""


@given(words, words)
def test_slips_are_a_distance(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= slips(one, other) <= max(len(one), len(other))


def test_form_that_comes_back_asks_whether_another_was_meant(
    client: Client, appeal: Appeal
) -> None:
    page = Page(client.post(SIGN, typed(appeal, email="suzie@gmial.com", consent=None)))

    assert "Did you mean suzie@gmail.com?" in page.text
    assert (page.values["email"], page.wrong) == ("suzie@gmial.com", {"consent"})


@pytest.mark.requirement("R-74")
def test_mistyped_address_is_never_in_the_way(client: Client, appeal: Appeal) -> None:
    assert client.post(SIGN, typed(appeal, email="suzie@gmial.com")).status_code == 303


def test_fields_that_are_folded_away_are_open_when_something_is_in_them(
    client: Client, appeal: Appeal
) -> None:
    closed = client.post(SIGN, typed(appeal, consent=None, city="", message="", country="FR"))
    told = client.post(SIGN, typed(appeal, consent=None, city="Sète", message="", country="FR"))
    wrong = client.post(SIGN, typed(appeal, city="", message="", country="??"))

    found = [
        '<details class="more" open>' in each.content.decode() for each in (closed, told, wrong)
    ]
    assert found == [False, True, True]
