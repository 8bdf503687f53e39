"""Lists of many rows: bounded counts, the same order whichever way PostgreSQL goes."""

import pytest
from django.db import connection

from accounts import lists
from accounts.lists import BoundedPaginator
from appeal.models import Appeal
from signatures.models import Signature
from tests.factories import make_signature


@pytest.fixture
def names(appeal: Appeal) -> list[str]:
    """Five people, the newest first; all signed in one transaction, so at one moment."""
    names = [f"Nom{number}" for number in range(5)]
    for name in names:
        make_signature(appeal, last_name=name)
    return names[::-1]


def paginator(*, searching: bool = False) -> BoundedPaginator:
    rows = Signature.objects.order_by("-created_at", "-pk")
    made = BoundedPaginator(rows, per_page=2)
    made.searching = searching
    return made


@pytest.mark.parametrize("searching", [True, False])
@pytest.mark.parametrize(
    ("most", "count", "bounded", "pages"),
    [(4, 4, True, 2), (5, 5, False, 3), (6, 5, False, 3)],
)
def test_a_count_ends_at_its_bound(
    names: list[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    most: int,
    count: int,
    bounded: bool,
    pages: int,
    searching: bool,
) -> None:
    monkeypatch.setattr(lists, "MOST_LISTED", most)
    shown = paginator(searching=searching)

    assert (shown.count, shown.is_bounded, shown.num_pages) == (count, bounded, pages)


@pytest.mark.parametrize("most", [4, 10_000])
def test_pages_are_in_the_order_of_the_list(
    names: list[str], monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(lists, "MOST_LISTED", most)
    shown = paginator()

    listed = [[row.last_name for row in shown.page(number)] for number in (1, 2)]

    assert listed == [names[0:2], names[2:4]]


def test_the_planner_is_as_before_after_a_search(names: list[str]) -> None:
    def switches() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT setting FROM pg_settings WHERE name LIKE 'enable_%scan'")
            return [row[0] for row in cursor.fetchall()]

    before = switches()
    counted = paginator(searching=True).count

    assert counted == 5
    assert switches() == before
