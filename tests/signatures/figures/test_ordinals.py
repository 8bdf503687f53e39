"""Places in both languages."""

import pytest

from signatures.figures.ordinals import ordinal, raised_ordinal


@pytest.mark.parametrize(
    ("place", "english"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (112, "112th"),
        (1121, "1,121st"),
    ],
)
def test_place_in_english(place: int, english: str) -> None:
    assert ordinal(place, "en") == english


@pytest.mark.parametrize(("place", "french"), [(1, "1re"), (2, "2e"), (1124, "1\u202f124e")])
def test_place_in_french(place: int, french: str) -> None:
    assert ordinal(place, "fr") == french


def test_ending_is_raised_in_french_only() -> None:
    assert raised_ordinal(1124, "fr") == "1\u202f124<sup>e</sup>"
    assert raised_ordinal(1124, "en") == "1,124th"


def test_place_in_another_language_is_the_number() -> None:
    assert ordinal(7, "oc") == "7"
