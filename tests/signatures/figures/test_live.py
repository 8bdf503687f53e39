"""Those who watch the figure: however many, they ask the database at most once a second."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.figures.snapshots import take_snapshot
from signatures.models.clock import database_now
from signatures.page_cache import FRESH_SECONDS, pages
from tests.factories import make_appeal, make_signature
from tests.signatures.threads import on_own_connection

LIVE = "/fr/appeals/appel/figure.json"
WATCHERS = 1000


@pytest.mark.parametrize(
    ("address", "text", "line"),
    [(LIVE, "1", "heure de Paris"), ("/en/appeals/appel/figure.json", "1", "Paris time")],
)
def test_figure_is_said_for_programs_and_for_the_page(
    client: Client, appeal: Appeal, address: str, text: str, line: str
) -> None:
    make_signature(appeal)

    figure = client.get(address).json()

    assert (figure["total"], figure["text"]) == (1, text)
    assert line in figure["line"]
    assert figure["as_of"].startswith("20")


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "open"),
        ({"state": AppealState.PAUSED}, "paused"),
        ({"closes_at": datetime(2026, 1, 1, tzinfo=UTC)}, "closed"),
        ({"opens_at": datetime(2100, 1, 1, tzinfo=UTC)}, "to_come"),
    ],
)
def test_every_program_is_told_whether_signatures_are_taken(
    client: Client, appeal: Appeal, fields: dict[str, Any], state: str
) -> None:
    Appeal.objects.update(**fields)
    api = "/api/v1/appeals/appel"
    files = (LIVE, "/fr/appeals/appel/figures.json", api, f"{api}/figures")

    assert [client.get(file).json()["state"] for file in files] == [state] * len(files)


def test_appeal_without_a_signature_stands_at_zero(client: Client, appeal: Appeal) -> None:
    assert client.get(LIVE).json()["total"] == 0


def test_one_query_makes_it(
    client: Client, appeal: Appeal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_signature(appeal)

    with django_assert_num_queries(1):
        client.get(LIVE)
    with django_assert_num_queries(0):
        client.get(LIVE)


@pytest.mark.parametrize("page", ["/fr/", "/fr/appeals/appel/figures/"])
def test_pages_say_where_the_figure_is_to_be_asked_for(
    client: Client, appeal: Appeal, page: str
) -> None:
    html = client.get(page).content.decode()

    assert f'data-figure-at="{LIVE}"' in html
    assert html.count("data-figure>") == html.count('js/figure.js"') == 1


def test_frozen_figure_does_not_follow(client: Client, appeal: Appeal) -> None:
    made = take_snapshot(appeal, by=None, now=database_now())

    html = client.get(made.get_absolute_url()).content.decode()

    assert "data-figure-at" not in html
    assert 'js/figure.js"' not in html


def test_drafts_are_watched_by_nobody(client: Client, appeal: Appeal) -> None:
    make_appeal(slug="draft", is_featured=False, state=AppealState.DRAFT)

    for slug in ("draft", "nowhere"):
        assert client.get(f"/fr/appeals/{slug}/figure.json").status_code == 404


def test_all_processes_together_ask_once_a_second() -> None:
    """Each makes the figure at most every so many seconds as there are processes."""
    assert max(FRESH_SECONDS, settings.WEB_PROCESSES) >= settings.WEB_PROCESSES


@pytest.mark.django_db(transaction=True)
def test_a_thousand_watchers_cost_one_query_a_second() -> None:
    make_signature(make_appeal())
    pages.clear()
    asked: list[float] = []

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        asked.append(time.monotonic())
        return execute(*arguments)

    def watch(number: int) -> int:
        with connection.execute_wrapper(count):
            return client.get(LIVE).status_code

    client = Client()
    began = time.monotonic()
    with ThreadPoolExecutor(16) as crowd:
        answers = list(crowd.map(lambda n: on_own_connection(lambda: watch(n)), range(WATCHERS)))

    seconds = time.monotonic() - began
    assert answers == [200] * WATCHERS
    assert 1 <= len(asked) <= 1 + seconds
