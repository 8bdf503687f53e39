"""The countries a signatory can choose, named in the page's language."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from babel import Locale
from django.utils.choices import BaseChoiceIterator

from signatures.folding import search_key

# CLDR also lists continents ("150") and places that are nobody's address.
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
_NOT_COUNTRIES = {
    "AC",
    "CP",
    "CQ",
    "DG",
    "EA",
    "EU",
    "EZ",
    "IC",
    "QO",
    "TA",
    "UN",
    "XA",
    "XB",
    "ZZ",
}


class CountryChoices(BaseChoiceIterator):
    """Countries for a form; Django takes them as they are, and does not go through all 250.

    Args:
        countries: `(ISO 3166 code, name)`.
    """

    def __init__(self, countries: Iterable[tuple[str, str]]) -> None:
        self._countries = tuple(countries)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._countries)


@cache
def country_choices(language: str) -> CountryChoices:
    """Give `(ISO 3166 code, name)` in alphabetical order of the language, France first."""
    names = Locale.parse(language).territories
    countries = sorted(
        (
            (code, name)
            for code, name in names.items()
            if _COUNTRY_CODE.fullmatch(code) and code not in _NOT_COUNTRIES
        ),
        key=lambda country: search_key(country[1]),
    )
    first = [country for country in countries if country[0] == "FR"]
    return CountryChoices([*first, *(country for country in countries if country[0] != "FR")])


def country_name(code: str, language: str) -> str:
    """Give a country's name in `language`, or the code when CLDR has none."""
    return str(Locale.parse(language).territories.get(code, code))
