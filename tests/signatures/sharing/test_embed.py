"""The counter on a partner's site: frames are allowed there, and nowhere else."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from appeal.enums import AppealState
from appeal.models import Appeal
from tests.factories import make_appeal, make_signature
from tests.journeys.browser import PATIENCE, chromium, overflows

PATH = "/en/appeals/appel/embed/"


def test_frame_may_stand_anywhere_and_runs_nothing(client: Client, appeal: Appeal) -> None:
    answer = client.get(PATH)

    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "X-Frame-Options" not in answer.headers
    assert "<script" not in answer.content.decode()
    assert answer["Cache-Control"].startswith("public, max-age=60")
    assert answer.cookies == {}


@pytest.mark.parametrize("path", ["/en/", "/en/appeals/appel/", f"{PATH}code/"])
def test_other_pages_stand_in_no_frame(client: Client, appeal: Appeal, path: str) -> None:
    answer = client.get(path)

    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_frame_has_its_link_when_asked(client: Client, appeal: Appeal) -> None:
    pages = [client.get(path).content.decode() for path in (PATH, f"{PATH}?link=1")]

    assert ["Sign the appeal" in page for page in pages] == [False, True]
    assert "/en/appeals/appel/?via=embed" in pages[1]


def test_frame_of_an_appeal_that_is_over_asks_for_nothing(client: Client, appeal: Appeal) -> None:
    Appeal.objects.update(state=AppealState.CLOSED)

    page = client.get(f"{PATH}?link=1").content.decode()

    assert "Read the appeal" in page
    for words in ("Sign the appeal", "<progress", "on the way to"):
        assert words not in page


def test_frame_says_that_the_goal_is_reached(client: Client, appeal: Appeal) -> None:
    Appeal.objects.update(goal=1)
    make_signature(appeal)

    assert "The goal of 1 is reached." in client.get(PATH).content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_code_is_whole_and_copied_as_it_is(client: Client, appeal: Appeal, language: str) -> None:
    page = client.get(f"/{language}/appeals/appel/embed/code/").content.decode()

    assert '&lt;iframe src="http' in page
    assert f"/{language}/appeals/appel/embed/?link=1" in page
    assert "static/js/paraphe-counter.js" in page


def test_lines_to_copy_say_what_happens_when_signing_ends(client: Client, appeal: Appeal) -> None:
    page = client.get("/fr/appeals/appel/embed/code/").content.decode()

    assert "son lien propose de lire l’appel, non de le signer" in page


@pytest.fixture
def page(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    appeal = make_appeal(slug="appel")
    for _number in range(3):
        make_signature(appeal)
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with chromium() as running:
        page = running.new_page(viewport={"width": 320, "height": 800})
        page.set_default_timeout(PATIENCE)
        yield page
        connections.close_all()


@pytest.mark.browser
@pytest.mark.xdist_group("desk")
def test_frame_and_component_show_the_figure(page: Page, live_server: LiveServer) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))

    page.goto(f"{live_server.url}{PATH}code/")
    component = page.locator("paraphe-counter")
    component.locator(".figure").wait_for()

    assert component.locator(".figure").inner_text() == "3"
    assert component.locator("a").last.get_attribute("href") is not None
    frame = page.frame_locator("iframe").first
    assert frame.locator(".figure").inner_text().split() == ["3", "verified", "signatures"]
    assert not overflows(page)
    assert complaints == []


@pytest.mark.browser
@pytest.mark.xdist_group("desk")
def test_browser_that_makes_no_style_sheets_keeps_the_link_inside(
    page: Page, live_server: LiveServer
) -> None:
    """Safari before 16.4."""
    page.add_init_script("delete window.CSSStyleSheet")

    page.goto(f"{live_server.url}{PATH}code/")

    assert page.locator("paraphe-counter > a").first.is_visible()
    assert page.locator("paraphe-counter .figure").count() == 0


@pytest.mark.browser
@pytest.mark.xdist_group("desk")
@pytest.mark.parametrize(
    ("language", "state", "words"),
    [
        ("fr", AppealState.OPEN, "Signer l’appel"),
        ("fr", AppealState.CLOSED, "Lire l’appel"),
        ("en", AppealState.OPEN, "Sign the appeal"),
        ("en", AppealState.PAUSED, "Read the appeal"),
    ],
)
def test_component_asks_to_sign_only_what_can_be_signed(
    page: Page, live_server: LiveServer, language: str, state: str, words: str
) -> None:
    Appeal.objects.update(state=state)

    page.goto(f"{live_server.url}/{language}/appeals/appel/embed/code/")
    link = page.locator("paraphe-counter .figure ~ a, paraphe-counter a").last
    page.locator("paraphe-counter .figure").wait_for()

    assert link.inner_text() == words
    assert str(link.get_attribute("href")).endswith("?via=embed")
