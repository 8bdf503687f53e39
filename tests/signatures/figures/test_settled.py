"""Nobody's country, department, poster or employer is seen by watching (R-70)."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from appeal.models import Appeal
from signatures.figures import counting
from signatures.figures.counting import FEWEST_NAMED
from signatures.figures.published import OTHER, as_dict
from signatures.figures.settled import moved, public_figures, settle
from signatures.figures.snapshots import record, take_snapshot
from signatures.models import Organisation, Signature
from signatures.models.clock import database_now
from signatures.page_cache import pages
from signatures.signing.withdraw import withdraw_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.organisations.records import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-70")]

NAMED = {
    "by_country": "country",
    "by_department": "department",
    "by_channel": "channel",
    "by_organisation": "organisation",
}


def crowd(appeal: Appeal, number: int) -> list[Signature]:
    university = make_organisation("Université", "garrigues.example")
    return [
        make_signature(
            appeal,
            country="FR",
            department="34",
            channel="affiche-b",
            verified_organisation=university,
        )
        for _ in range(number)
    ]


def named(plain: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Give the cells with a name of the four breakdowns."""
    return {
        table: {row[key]: row["count"] for row in plain[table] if row[key] not in ("", OTHER)}
        for table, key in NAMED.items()
    }


def published(appeal: Appeal) -> dict[str, Any]:
    return as_dict(public_figures(appeal, language="fr", now=database_now()))


def test_one_more_moves_the_figure_and_no_cell_that_says_of_whom(appeal: Appeal) -> None:
    crowd(appeal, 8)
    settle()
    before = published(appeal)

    crowd_of_one = make_signature(appeal, country="FR", department="34", channel="affiche-b")

    after = published(appeal)
    assert (before["total"], after["total"]) == (8, 9)
    assert named(after) == named(before)
    withdraw_signature(handle=crowd_of_one.handle, now=database_now())
    assert published(appeal) | {"as_of": "", "withdrawn": 0} == before | {"as_of": ""}


def test_five_more_are_told_together(appeal: Appeal) -> None:
    crowd(appeal, 8)
    settle()
    for _ in range(FEWEST_NAMED - 1):
        make_signature(appeal, country="BE")
        assert settle() == 0
    make_signature(appeal, country="BE")

    assert settle() == 1

    assert named(published(appeal))["by_country"] == {"FR": 8, "BE": 5}
    assert published(appeal)["by_country"] == [
        {"country": "FR", "count": 8},
        {"country": "BE", "count": 5},
    ]


def test_one_who_leaves_is_anybody(appeal: Appeal) -> None:
    people = crowd(appeal, 8)
    for _ in range(FEWEST_NAMED):
        make_signature(appeal, country="BE")
    settle()

    withdraw_signature(handle=people[0].handle, now=database_now())

    assert published(appeal)["by_country"] == [
        {"country": "FR", "count": 8},
        {"country": OTHER, "count": 4},
    ]


def test_each_breakdown_sums_to_the_figure_meanwhile(appeal: Appeal) -> None:
    people = crowd(appeal, 7)
    settle()
    for _ in range(3):
        make_signature(appeal, country="BE", channel="radio")
    withdraw_signature(handle=people[0].handle, now=database_now())

    plain = published(appeal)

    sums = {table: sum(row["count"] for row in plain[table]) for table in NAMED}
    assert sums == dict.fromkeys(NAMED, 9)


def test_an_organisation_that_was_merged_meanwhile_is_among_all_others(appeal: Appeal) -> None:
    crowd(appeal, 6)
    settle()
    Signature.objects.update(verified_organisation=None)
    Organisation.objects.all().delete()

    assert published(appeal)["by_organisation"] == [{"organisation": "", "label": "", "count": 6}]


def test_every_public_door_says_the_settled_ones(client: Client, appeal: Appeal) -> None:
    crowd(appeal, 8)
    settle()
    make_signature(appeal, country="FR", department="34", channel="affiche-b")
    pages.clear()

    site = json.loads(client.get("/fr/appeals/appel/figures.json").content)
    api = client.get("/api/v1/appeals/appel/figures").json()
    frozen = record(take_snapshot(appeal, by=None, now=database_now()))["figures"]["fr"]
    text = client.get("/fr/appeals/appel/figures.csv").content.decode("utf-8-sig")
    rows = {
        (row["dimension"], row["key"]): row["count"] for row in csv.DictReader(io.StringIO(text))
    }

    expected = named(published(appeal))
    assert [named(one) for one in (site, api, frozen)] == [expected] * 3
    assert {site["total"], api["total"], frozen["total"], int(rows["total", ""])} == {9}
    assert {
        rows[key] for key in (("country", "FR"), ("department", "34"), ("channel", "affiche-b"))
    } == {"8"}


def test_what_is_settled_is_each_appeals_own(appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    crowd(appeal, 6)

    assert settle() == 2
    assert settle() == 0

    assert published(other)["by_country"] == []
    assert counting.figures(appeal, language="fr", now=database_now()).by_country == [("FR", 6)]


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers(1, 50), max_size=6),
    st.integers(-60, 60),
)
def test_what_is_kept_sums_and_is_never_negative(cells: dict[str, int], since: int) -> None:
    total = sum(cells.values())
    since = max(since, -total)

    after = moved(cells, since)

    assert sum(after.values()) == total + since
    assert all(count > 0 for count in after.values())
    # What is named still is as it was.
    assert {key: cells.get(key) for key in after if key != OTHER} == {
        key: count for key, count in after.items() if key != OTHER
    }
