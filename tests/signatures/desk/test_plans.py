"""What the list asks PostgreSQL: indexes only, and few pages read, however large the table."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import lists
from appeal.models import Appeal
from tests.signatures.desk.crowd import make_crowd

LIST = "/staff/signatures/signature/"
CROWD, LISTED = 50_000, 500
# The table has some 1,900 pages. A page of fifty rows needs a few dozen; counting and sorting
# up to LISTED matches some hundreds; the index of words has long lists for a word of everybody.
FEW, BOUNDED, LONG = 200, 1_000, 2_000
QUERIES = {
    "plain": ("", FEW),
    "the last page": ("?p=10", BOUNDED),
    "verified": ("?status__exact=verified", FEW),
    "pending": ("?status__exact=pending", FEW),
    "held": ("?moderation__exact=held", BOUNDED),
    "hidden": ("?moderation__exact=hidden", BOUNDED),
    "unreviewed": ("?moderation__exact=unreviewed", BOUNDED),
    "a language": ("?language=en", BOUNDED),
    "a category": ("?category={category}", FEW),
    "an old day": ("?day={old_day}", FEW),
    "a day and a state": ("?day={old_day}&status__exact=pending", BOUNDED),
    "two filters": ("?moderation__exact=held&language=en", BOUNDED),
    "two filters with many rows": ("?status__exact=pending&language=en", LONG),
    "filters that exclude each other": ("?status__exact=withdrawn&language=en", FEW),
    "one person": ("?q=nom31415+suzie", FEW),
    "an address": ("?q=p31415@campus.example", FEW),
    "a school that signed early": ("?q=polytechnique", BOUNDED),
    "everybody": ("?q=universite", LONG),
    "nobody": ("?q=xyzzyx", FEW),
    "two letters": ("?q=qx", FEW),
    "a search within a filter": ("?q=polytechnique&status__exact=pending", BOUNDED),
}


class Asked:
    """The statements about signatures that ran, each with its plan."""

    def __init__(self) -> None:
        self.plans: list[dict[str, Any]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if sql.startswith("SELECT") and 'FROM "signatures_signature"' in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
                self.plans.append(cursor.fetchone()[0][0]["Plan"])
        return answer


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def asked_for(desk: Client, address: str) -> list[dict[str, Any]]:
    """Open the list, and give the plans of its statements: the bounded count, and the page."""
    asked = Asked()
    with connection.execute_wrapper(asked):
        assert desk.get(address).status_code == 200
    return asked.plans


def test_every_list_reads_indexes_and_few_pages(
    appeal: Appeal, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_crowd(appeal, CROWD)
    monkeypatch.setattr(lists, "MOST_LISTED", LISTED)
    old_day = (timezone.localdate() - timedelta(days=40)).isoformat()
    category = appeal.categories.get(code="citizen").pk

    seen = {
        name: asked_for(desk, LIST + query.format(category=category, old_day=old_day))
        for name, (query, _most) in QUERIES.items()
    }

    scanned = {
        name
        for name, plans in seen.items()
        for plan in plans
        for node in nodes(plan)
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "signatures_signature"
    }
    read = {
        name: max(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] for plan in plans)
        for name, plans in seen.items()
    }
    assert scanned == set()
    assert {name: pages for name, pages in read.items() if pages > QUERIES[name][1]} == {}
    assert {len(plans) for plans in seen.values()} == {2}
