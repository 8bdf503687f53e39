"""The countries a signatory can choose, named in the page's language."""

import re
from functools import cache

from babel import Locale

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


@cache
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
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
    return (*first, *(country for country in countries if country[0] != "FR"))


def country_name(code: str, language: str) -> str:
    """Give a country's name in `language`, or the code when CLDR has none."""
    return str(Locale.parse(language).territories.get(code, code))
