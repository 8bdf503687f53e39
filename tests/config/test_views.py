"""The door without a language in its address."""

import pytest
from django.test import Client

DOORS = [
    ("fr", "/fr/"),
    ("en", "/en/"),
    ("en-GB,en;q=0.9,fr;q=0.8", "/en/"),
    ("fr-CA;q=0.4,en;q=0.3", "/fr/"),
    ("de,en;q=0.5", "/en/"),
    ("de", "/fr/"),
    ("*", "/fr/"),
    ("", "/fr/"),
    ("x" * 5000, "/fr/"),
]


@pytest.mark.parametrize(("accepted", "leads_to"), DOORS)
def test_the_front_door_leads_to_the_language_of_the_visitor(accepted: str, leads_to: str) -> None:
    answer = Client().get("/", headers={"accept-language": accepted})

    assert (answer.status_code, answer["Location"]) == (302, leads_to)


def test_without_a_word_about_languages_it_is_french() -> None:
    assert Client().get("/")["Location"] == "/fr/"


def test_the_front_door_may_be_kept_by_caches_for_each_language() -> None:
    answer = Client().get("/")

    assert answer["Cache-Control"] == "public, max-age=300"
    assert "Accept-Language" in answer["Vary"]
    assert not answer.cookies


def test_a_cookie_of_the_desk_leads_nobody_elsewhere() -> None:
    """Caches keep one answer for each language that browsers ask for."""
    client = Client()
    client.cookies["django_language"] = "en"

    assert client.get("/", headers={"accept-language": "fr"})["Location"] == "/fr/"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_front_door_is_for_reading(method: str) -> None:
    assert getattr(Client(), method)("/").status_code == 405
