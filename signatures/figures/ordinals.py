"""Numbers that say a place: the 1,124th person."""

from django.utils.html import format_html

from signatures.figures.sentences import number

_TEENS = range(11, 14)
_ENGLISH = {1: "st", 2: "nd", 3: "rd"}


def raised_ordinal(place: int, language: str) -> str:
    """Write a place for a page: in French the ending is raised, in English it is not.

    >>> raised_ordinal(1, "fr"), raised_ordinal(1124, "en")
    ('1<sup>re</sup>', '1,124th')
    """
    written, figure = ordinal(place, language), number(place, language)
    if language != "fr":
        return written
    return format_html("{}<sup>{}</sup>", figure, written.removeprefix(figure))


def ordinal(place: int, language: str) -> str:
    """Write a place as `language` does; in French of a person or a signature (feminine).

    >>> ordinal(1124, "en"), ordinal(1, "fr"), ordinal(112, "en")
    ('1,124th', '1re', '112th')
    """
    written = number(place, language)
    if language == "fr":
        return written + ("re" if place == 1 else "e")
    if language == "en":
        ending = "th" if place % 100 in _TEENS else _ENGLISH.get(place % 10, "th")
        return written + ending
    return written
