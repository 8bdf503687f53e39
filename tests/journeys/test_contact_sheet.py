"""Every public page and state on four sheets; `make screenshots` renews them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from appeal.models import Appeal
from tests.journeys.browser import chromium_beside_django
from tests.journeys.contact_sheet import WIDTHS, ContactSheet
from tests.journeys.states import states, whole_appeal

# Pictures that wait to be scrolled to are fetched now. What goes along while one reads stands
# where the page ends it: a picture of a whole page would have it in the middle of a sentence.
WHOLE = """() => {
document.querySelector(".along")?.style.setProperty("position", "static");
return Promise.all([...document.images].map((one) => {
one.loading = "eager"; return one.decode().catch(() => 0); }));
}"""
FOLDER = os.environ.get("CONTACT_SHEETS", "")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("accessibility"),
    pytest.mark.skipif(not FOLDER, reason="makes pictures for docs/: make screenshots"),
]


@pytest.fixture
def appeal(live_server: LiveServer) -> Appeal:
    return whole_appeal()


@pytest.fixture
def browser(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    with chromium_beside_django(monkeypatch) as running:
        yield running


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_state_is_on_the_sheet(
    appeal: Appeal, live_server: LiveServer, browser: Browser, language: str, scheme: str
) -> None:
    sheet = ContactSheet()
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    found = states(appeal, language=language)

    for name, state in found.items():
        state.open(page, live_server.url)
        page.evaluate(WHOLE)
        taken = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            taken.append(page.screenshot(full_page=True))
        sheet.add(name, taken)
    sheet.save(Path(FOLDER) / f"pages-{language}-{scheme}.webp")

    assert len(sheet.rows) == len(found)
