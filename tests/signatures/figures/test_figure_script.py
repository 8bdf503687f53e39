"""`js/figure.js` in Chromium, on a clock of its own: it follows, rests, and gives up slowly."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route

from tests.journeys.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

SITE = "http://figure.test/"
PAGE = """<p data-figure-at="/live.json"><b data-figure>1 064</b></p>
<p data-figure-line>before</p><script src="/figure.js"></script>"""
HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""
MINUTE = 60_000  # milliseconds


class Server:
    """Answers the page's questions, and counts them."""

    def __init__(self) -> None:
        self.asked = 0
        self.status = 200

    def answer(self, route: Route) -> None:
        """Give the page, its script, or the figure."""
        path = route.request.url.removeprefix(SITE)
        if path == "live.json":
            self.asked += 1
            said = {"total": 1065, "text": "1 065", "line": "now"}
            route.fulfill(status=self.status, json=said)
        elif path == "figure.js":
            script = Path(str(finders.find("js/figure.js")))
            route.fulfill(body=script.read_text(), content_type="text/javascript")
        else:
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")

    def asked_within(self, page: Page, milliseconds: int) -> int:
        """Let so much time pass on the page; returns how often it asked."""
        before = self.asked
        for _step in range(milliseconds // 1_000):
            page.clock.run_for(1_000)
            page.evaluate("() => fetch('/settled')")  # the answers before are in by then
        return self.asked - before


@pytest.fixture(scope="module")
def browsing() -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page()
        page.clock.install()
        yield page


@pytest.fixture
def server(browsing: Page) -> Server:
    """A page that has just been opened."""
    server = Server()
    browsing.unroute_all()
    browsing.route(f"{SITE}**", server.answer)
    browsing.goto(SITE)
    return server


def test_the_figure_follows_every_few_seconds(browsing: Page, server: Server) -> None:
    asked = server.asked_within(browsing, MINUTE)

    assert 9 <= asked <= 15  # every five seconds, a fifth more or less
    assert browsing.inner_text("[data-figure]") == "1 065"
    assert browsing.inner_text("[data-figure-line]") == "now"


def test_a_hidden_page_asks_nothing_and_catches_up_when_it_is_seen(
    browsing: Page, server: Server
) -> None:
    browsing.evaluate(HIDE, True)
    hidden = server.asked_within(browsing, MINUTE)

    before = server.asked
    browsing.evaluate(HIDE, False)  # it may ask while this is still running
    server.asked_within(browsing, 1_000)

    assert (hidden, server.asked - before) == (0, 1)


def test_who_is_not_answered_asks_more_and_more_rarely(browsing: Page, server: Server) -> None:
    server.status = 503
    first = server.asked_within(browsing, MINUTE)
    second = server.asked_within(browsing, MINUTE)

    server.status = 200
    for _hour in range(4):  # the rarest is five minutes
        browsing.clock.run_for(2 * MINUTE)
        browsing.evaluate("() => fetch('/settled')")
    again = server.asked_within(browsing, MINUTE)

    assert first + second <= 5
    assert second <= first
    assert again >= 9
    assert browsing.inner_text("[data-figure]") == "1 065"
