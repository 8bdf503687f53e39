"""The list of countries: all of them, in the page's language, France first."""

import re

import pytest

from signatures.countries import country_choices, country_name
from signatures.folding import search_key


@pytest.mark.parametrize("language", ["fr", "en"])
def test_choices_begin_with_france(language: str) -> None:
    choices = country_choices(language)

    assert choices[0] == ("FR", "France")
    assert [code for code, _name in choices].count("FR") == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_choices_are_all_countries_and_nothing_else(language: str) -> None:
    codes = [code for code, _name in country_choices(language)]

    # ISO 3166 has 249; CLDR adds Kosovo.
    assert len(codes) == len(set(codes)) == 250
    assert all(re.fullmatch("[A-Z]{2}", code) for code in codes)
    assert {"DE", "GB", "SN", "DZ", "CA", "RE", "XK"} <= set(codes)
    assert set(codes) & {"EU", "UN", "ZZ", "EZ", "XA"} == set()


def test_choices_are_the_same_countries_in_both_languages() -> None:
    french, english = (dict(country_choices(language)) for language in ("fr", "en"))

    assert french.keys() == english.keys()
    assert (french["DE"], english["DE"]) == ("Allemagne", "Germany")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_choices_are_in_alphabetical_order_accents_ignored(language: str) -> None:
    names = [search_key(name) for _code, name in list(country_choices(language))[1:]]

    assert names == sorted(names)


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("FR", "fr", "France"),
        ("DE", "fr", "Allemagne"),
        ("DE", "en", "Germany"),
        ("CI", "fr", "Côte d’Ivoire"),
        ("QQ", "fr", "QQ"),
        ("", "en", ""),
    ],
)
def test_country_name_in_a_language(code: str, language: str, name: str) -> None:
    assert country_name(code, language) == name
