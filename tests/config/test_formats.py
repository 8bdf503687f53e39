"""Dates and times as each language writes them."""

from datetime import date, datetime, time

import pytest
from django.forms import DateField, TimeField
from django.utils import translation
from django.utils.formats import date_format

MOMENT = datetime(2026, 12, 3, 14, 5)  # noqa: DTZ001 -- the site's own time


@pytest.mark.parametrize(
    ("language", "kind", "written"),
    [
        ("en", "DATE_FORMAT", "3 December 2026"),
        ("en", "TIME_FORMAT", "14:05"),
        ("en", "DATETIME_FORMAT", "3 December 2026 at\u00a014:05"),
        ("en", "SHORT_DATETIME_FORMAT", "3 Dec 2026, 14:05"),
        ("fr", "DATE_FORMAT", "3 décembre 2026"),
        ("fr", "TIME_FORMAT", "14\u00a0h\u00a005"),
        ("fr", "DATETIME_FORMAT", "3 décembre 2026 à\u00a014\u00a0h\u00a005"),
        ("fr", "SHORT_DATETIME_FORMAT", "03/12/2026 14:05"),
    ],
)
def test_a_moment_is_written_as_the_language_does(language: str, kind: str, written: str) -> None:
    with translation.override(language):
        assert date_format(MOMENT, kind) == written


@pytest.mark.parametrize(
    ("language", "kind", "written"),
    [
        ("fr", "DATE_FORMAT", "1er décembre 2026"),
        ("fr", "DATETIME_FORMAT", "1er décembre 2026 à\u00a014\u00a0h\u00a005"),
        ("fr", "MONTH_DAY_FORMAT", "1er décembre"),
        ("en", "DATE_FORMAT", "1 December 2026"),
        ("en", "jS F", "1st December"),
    ],
)
def test_french_writes_the_first_of_a_month_as_an_ordinal(
    language: str, kind: str, written: str
) -> None:
    first = MOMENT.replace(day=1)
    with translation.override("fr"):
        date_format(first)  # French formats are read by now; English goes on as before
    with translation.override(language):
        assert date_format(first, kind) == written


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("typed", ["03/12/2026", "2026-12-03"])
def test_the_day_is_typed_before_the_month(language: str, typed: str) -> None:
    with translation.override(language):
        assert DateField().clean(typed) == date(2026, 12, 3)


@pytest.mark.parametrize("typed", ["9h30", "9 h 30", "9\u00a0h\u00a030", "09:30", "09:30:00"])
def test_a_french_time_is_typed_as_it_is_written(typed: str) -> None:
    with translation.override("fr"):
        assert TimeField().clean(typed) == time(9, 30)
        assert TimeField().clean("9h") == time(9)
