"""The filters of the list: days in the site's time zone, languages, categories, states."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from appeal.models import Appeal
from signatures.models import Signature
from tests.factories import make_appeal, make_signature

LIST = "/staff/signatures/signature/"


def listed(desk: Client, query: str = "") -> list[str]:
    """The last names in the list."""
    page = desk.get(f"{LIST}{query}")
    assert page.status_code == 200
    return re.findall(r'<th class="field-__str__"><a [^>]*>\w+ (\w+)</a>', page.text)


def signed_at(row: Signature, moment: datetime) -> None:
    Signature.objects.filter(pk=row.pk).update(created_at=moment)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 7, 23, 0, tzinfo=UTC), "2026-01-08"),  # midnight in Paris, in winter
        (datetime(2026, 1, 7, 22, 59, 59, 999999, tzinfo=UTC), "2026-01-07"),
        (datetime(2026, 7, 7, 22, 0, tzinfo=UTC), "2026-07-08"),  # in summer
        (datetime(2026, 7, 7, 21, 59, 59, tzinfo=UTC), "2026-07-07"),
        # The day of 25 hours, 25 October 2026: its first and its last second.
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), "2026-10-26"),
    ],
)
def test_a_day_begins_at_midnight_of_the_site(
    appeal: Appeal, desk: Client, moment: datetime, day: str
) -> None:
    signed_at(make_signature(appeal, last_name="Minuit"), moment)

    assert listed(desk, f"?day={day}") == ["Minuit"]
    for other in {"2026-01-07", "2026-07-07", "2026-10-24", "2026-10-26"} - {day}:
        assert listed(desk, f"?day={other}") == []


def test_the_last_days_are_offered_and_any_day_can_be_typed(appeal: Appeal, desk: Client) -> None:
    today = timezone.localdate().isoformat()

    page = desk.get(f"{LIST}?language=fr&q=suzie").text

    assert f"?day={today}&amp;language=fr&amp;q=suzie" in page
    form = page[page.index('class="day-form"') :]
    assert 'name="language" value="fr"' in form
    assert 'type="date"' in form


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "2026-02-30", "'"])
def test_a_day_that_is_none_lists_nothing_rather_than_everything(
    appeal: Appeal, desk: Client, day: str
) -> None:
    make_signature(appeal)

    assert listed(desk, f"?day={day}") == []


@pytest.mark.parametrize("query", ["?day=", "?language=", "?category="])
def test_a_filter_left_empty_filters_nothing(appeal: Appeal, desk: Client, query: str) -> None:
    make_signature(appeal, last_name="Seule")

    assert listed(desk, query) == ["Seule"]


def test_each_filter_keeps_its_own(appeal: Appeal, desk: Client) -> None:
    citizen = appeal.categories.get(code="citizen")
    make_signature(appeal, last_name="Ordinaire")
    make_signature(appeal, last_name="English", language="en")
    make_signature(appeal, last_name="Citoyenne", category=citizen)
    make_signature(appeal, last_name="Attente", status="pending")
    make_signature(appeal, last_name="Tenue", moderation="held")

    assert listed(desk, "?language=en") == ["English"]
    assert listed(desk, f"?category={citizen.pk}") == ["Citoyenne"]
    assert listed(desk, "?status__exact=pending") == ["Attente"]
    assert listed(desk, "?moderation__exact=held") == ["Tenue"]
    assert listed(desk, "?moderation__exact=held&language=en") == []
    assert len(listed(desk)) == 5


def test_an_appeal_can_be_chosen_when_there_are_several(appeal: Appeal, desk: Client) -> None:
    other = make_appeal(slug="autre", is_featured=False)
    make_signature(appeal, last_name="Ici")
    make_signature(other, last_name="Ailleurs")

    page = desk.get(LIST).text

    assert listed(desk, f"?appeal__id__exact={other.pk}") == ["Ailleurs"]
    assert "Students (For responsible AI)" in page


def test_categories_have_the_names_that_visitors_read(appeal: Appeal, desk: Client) -> None:
    make_signature(appeal)

    english = desk.get(LIST).text
    french = desk.get(LIST, headers={"accept-language": "fr"}).text

    assert english.count("Students") == 2  # the filter and the row
    assert french.count("Étudiantes et étudiants") == 2


@pytest.mark.parametrize("category", ["students", "-1", "1 OR 1=1", "999999"])
def test_a_category_that_is_none_lists_nothing(appeal: Appeal, desk: Client, category: str) -> None:
    make_signature(appeal)

    assert listed(desk, f"?category={category}") == []
