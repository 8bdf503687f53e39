"""The page after the form says to whom we write, from what the browser remembers."""

from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.factories import make_appeal
from tests.journeys.browser import chromium, follow, overflows
from tests.journeys.visitor import READING_SECONDS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """A site with an appeal that the server's threads see."""
    make_appeal(slug="appel")
    return live_server.url


@pytest.fixture
def page(site: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A phone; Playwright's loop is none of Django's."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with chromium() as running:
        yield running.new_page(viewport={"width": 320, "height": 800})
        connections.close_all()


@pytest.mark.parametrize("address", ["/en/", "/en/appeals/appel/"])
def test_address_is_shown_masked_and_corrected_in_the_filled_in_form(
    page: Page, site: str, address: str
) -> None:
    page.goto(f"{site}{address}")
    for field, typed in (
        ("first_name", "Zoé"),
        ("last_name", "Exemple"),
        ("email", "zoe@gmial.com"),
    ):
        page.fill(f"#id_{field}", typed)
    page.select_option("#id_category", "citizen")
    page.check("input[name=display][value=full]")
    page.check("#id_consent")
    page.check("#id_age_15")
    page.wait_for_timeout(READING_SECONDS * 1000)
    follow(page, "form button.button[type=submit]")

    assert page.url.endswith("/en/appeals/appel/check-your-inbox/")
    assert "z•••e@gmial.com" in page.inner_text("[data-sent-to]")
    assert page.input_value("#id_email") == "zoe@gmial.com"
    assert not overflows(page)
    page.click("[data-sent-to] a")
    page.wait_for_selector("#id_first_name")
    assert page.input_value("#id_first_name") == "Zoé"
    assert page.input_value("#id_email") == "zoe@gmial.com"
    assert page.url.split("#")[0] == f"{site}{address}"


def test_page_opened_by_itself_speaks_of_no_address(page: Page, site: str) -> None:
    page.goto(f"{site}/en/appeals/appel/check-your-inbox/")

    assert page.is_hidden("[data-sent-to]")
