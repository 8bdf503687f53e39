"""Public pages from memory: no query, one rendering at a time, stale rather than nothing."""

import gzip
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Self

import pytest
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from appeal.models import Appeal
from signatures import page_cache
from signatures.figures.counting import total
from signatures.page_cache import CACHE_CONTROL, PageCache

WAIT = 90.0  # for threads that are about to come; reached by a failure only


def respond(
    cache: PageCache, render: Callable[[], bytes], name: str = "page", **headers: str
) -> HttpResponse:
    request = RequestFactory().get("/", headers=headers)
    return cache.respond(request, name, render, "text/plain; charset=utf-8")


class Pages:
    """Renders "1", "2", … and remembers how often it was asked."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self) -> bytes:
        self.number += 1
        return str(self.number).encode()


class Rendering:
    """A thread that renders the new page, until it is told to finish."""

    def __init__(self, cache: PageCache) -> None:
        self._started, self._finish = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=lambda: respond(cache, self._slow))

    def _slow(self) -> bytes:
        self._started.set()
        assert self._finish.wait(WAIT)
        return b"new"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(WAIT)
        return self

    def __exit__(self, *_error: object) -> None:
        self._finish.set()
        self._thread.join(WAIT)

    def finish_soon(self) -> None:
        threading.Timer(0.1, self._finish.set).start()


def failing() -> bytes:
    raise OperationalError("the database is away")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Move the cache's clock."""
    times = [1_000.0]
    monkeypatch.setattr(page_cache, "time", SimpleNamespace(monotonic=lambda: times[0]))

    def forward(seconds: float) -> None:
        times[0] += seconds

    return forward


@pytest.mark.requirement("R-17")
def test_page_is_rendered_once_while_fresh(clock: Callable[[float], None]) -> None:
    cache, render = PageCache(), Pages()

    bodies = [respond(cache, render).content for _ in range(5)]

    assert bodies == [b"1"] * 5
    assert render.number == 1


def test_page_is_rendered_again_when_no_longer_fresh(clock: Callable[[float], None]) -> None:
    cache, render = PageCache(), Pages()
    respond(cache, render)

    clock(page_cache.FRESH_SECONDS)

    assert respond(cache, render).content == b"2"


def test_a_browser_gets_the_page_compressed_and_others_plain() -> None:
    cache, render = PageCache(), Pages()

    plain = respond(cache, render)
    packed = respond(cache, render, accept_encoding="br, gzip")

    assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", plain.content)
    assert "Content-Encoding" not in plain
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"
    assert render.number == 1


def test_each_encoding_has_a_mark_of_its_own() -> None:
    cache, render = PageCache(), Pages()
    packed = respond(cache, render, accept_encoding="gzip")

    again = respond(cache, render, accept_encoding="gzip", if_none_match=packed["ETag"])
    plain = respond(cache, render, if_none_match=packed["ETag"])

    assert (again.status_code, plain.status_code) == (304, 200)
    assert again["Vary"] == "Accept-Encoding"


def test_pages_are_told_apart_by_name(clock: Callable[[float], None]) -> None:
    cache = PageCache()

    french = respond(cache, lambda: b"bonjour", "appeal:fr")
    english = respond(cache, lambda: b"hello", "appeal:en")

    assert (french.content, english.content) == (b"bonjour", b"hello")
    assert french["ETag"] != english["ETag"]


def test_page_served_from_memory_costs_no_query(
    appeal: Appeal,
    django_assert_num_queries: DjangoAssertNumQueries,
    clock: Callable[[float], None],
) -> None:
    cache = PageCache()

    def render() -> bytes:
        return str(total(appeal)).encode()

    with django_assert_num_queries(1):
        respond(cache, render)

    with django_assert_num_queries(0):
        assert respond(cache, render).content == b"0"


def test_page_says_how_long_it_may_be_kept() -> None:
    response = respond(PageCache(), lambda: b"page")

    assert response["Cache-Control"] == CACHE_CONTROL
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert set(response.headers) == {"Content-Type", "ETag", "Cache-Control", "Vary"}


def test_page_the_browser_has_is_answered_with_304() -> None:
    cache = PageCache()
    etag = respond(cache, lambda: b"page")["ETag"]

    response = respond(cache, lambda: b"page", **{"If-None-Match": etag})

    assert response.status_code == 304
    assert response.content == b""
    assert (response["ETag"], response["Cache-Control"]) == (etag, CACHE_CONTROL)


def test_page_that_changed_is_sent_to_a_browser_with_the_old_one(
    clock: Callable[[float], None],
) -> None:
    cache, render = PageCache(), Pages()
    etag = respond(cache, render)["ETag"]

    clock(page_cache.FRESH_SECONDS)
    response = respond(cache, render, **{"If-None-Match": etag})

    assert (response.status_code, response.content) == (200, b"2")
    assert response["ETag"] != etag


def test_page_is_served_stale_while_the_database_is_away(clock: Callable[[float], None]) -> None:
    cache = PageCache()
    respond(cache, lambda: b"page")

    clock(page_cache.STALE_SECONDS)

    assert respond(cache, failing).content == b"page"


def test_page_recovers_with_the_database(clock: Callable[[float], None]) -> None:
    cache = PageCache()
    respond(cache, lambda: b"before")
    clock(60.0)
    respond(cache, failing)

    assert respond(cache, lambda: b"after").content == b"after"


def test_page_too_stale_is_not_served(clock: Callable[[float], None]) -> None:
    cache = PageCache()
    respond(cache, lambda: b"page")

    clock(page_cache.STALE_SECONDS + 1)

    with pytest.raises(OperationalError):
        respond(cache, failing)


def test_page_never_made_raises_what_went_wrong() -> None:
    cache = PageCache()

    with pytest.raises(OperationalError):
        respond(cache, failing)

    # And the next visitor does not wait for a lock that nobody gives back.
    assert respond(cache, lambda: b"page").content == b"page"


def test_page_that_is_gone_is_gone_at_once(clock: Callable[[float], None]) -> None:
    """A withdrawn appeal is not served stale: that is no failure of the database."""
    cache = PageCache()
    respond(cache, lambda: b"page")
    clock(page_cache.FRESH_SECONDS)

    def gone() -> bytes:
        raise Http404

    with pytest.raises(Http404):
        respond(cache, gone)


def test_addresses_that_lead_nowhere_leave_nothing_in_memory() -> None:
    cache = PageCache()

    def unknown() -> bytes:
        raise Http404

    for number in range(100):
        with pytest.raises(Http404):
            respond(cache, unknown, f"appeal:guess-{number}")

    assert (len(cache._kept), len(cache._locks)) == (0, 0)


@pytest.mark.requirement("R-17")
def test_first_page_is_rendered_by_one_thread_for_all() -> None:
    cache, render, started, finish = PageCache(), Pages(), threading.Event(), threading.Event()
    answers: list[bytes] = []

    def slow() -> bytes:
        started.set()
        assert finish.wait(WAIT)
        return render()

    def visit() -> None:
        answers.append(respond(cache, slow).content)

    visitors = [threading.Thread(target=visit) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    assert started.wait(WAIT)
    finish.set()
    for visitor in visitors:
        visitor.join(WAIT)

    assert answers == [b"1"] * 8
    assert render.number == 1


@pytest.mark.requirement("R-17")
def test_old_page_is_served_while_a_thread_renders_the_new_one(
    clock: Callable[[float], None],
) -> None:
    cache = PageCache()
    respond(cache, lambda: b"old")
    clock(page_cache.FRESH_SECONDS)

    with Rendering(cache):
        meanwhile = respond(cache, failing).content

    assert meanwhile == b"old"
    assert respond(cache, failing).content == b"new"


@pytest.mark.requirement("R-17")
@pytest.mark.parametrize("age", [60.0, 8 * 3600.0])
def test_page_of_last_night_is_waited_for(
    clock: Callable[[float], None], monkeypatch: pytest.MonkeyPatch, age: float
) -> None:
    monkeypatch.setattr(page_cache, "PATIENCE_SECONDS", WAIT)
    cache = PageCache()
    respond(cache, lambda: b"of last night")
    clock(age)

    with Rendering(cache) as rendering:
        rendering.finish_soon()
        answer = respond(cache, failing)

    assert answer.content == b"new"


@pytest.mark.requirement("R-17")
def test_database_that_hangs_does_not_hold_every_visitor(
    clock: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "PATIENCE_SECONDS", 0.01)
    cache = PageCache()
    respond(cache, lambda: b"old")
    clock(page_cache.STALE_SECONDS)

    with Rendering(cache):
        assert respond(cache, failing).content == b"old"


def test_cleared_cache_renders_anew() -> None:
    cache, render = PageCache(), Pages()
    respond(cache, render)

    cache.clear()

    assert respond(cache, render).content == b"2"
