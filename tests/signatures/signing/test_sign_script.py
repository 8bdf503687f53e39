"""`js/sign.js` in Chromium: the preview is what the wall shows, the hint what the server says."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from appeal.models import Appeal
from signatures.enums import Display
from signatures.signing.typos import suggest_address
from signatures.wall.public import shown_name
from tests.factories import make_appeal
from tests.journeys.browser import chromium_beside_django

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

NAMES = [("Anne-Marie", "Lefèvre"), ("Élodie Zoé", "de la Tour"), ("عمر", ""), ("𝒜bel", "O’Brien")]
ADDRESSES = [
    "zoe@gmial.com",
    "zoe@gmail.co",
    "zoe@hotmail.be",
    "zoe@hotmail.con",
    "zoe@umontpellier.fr",
    "zoe@orang.fr",
]


@pytest.fixture
def appeal(live_server: LiveServer) -> Appeal:
    """An appeal that the server's threads see, too."""
    return make_appeal()


@pytest.fixture
def browser(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    with chromium_beside_django(monkeypatch) as running:
        yield running


def leave(page: Page, name: str, value: str) -> None:
    """Type into a field and go on to the next one."""
    page.fill(f"#id_{name}", value)
    page.locator(f"#id_{name}").dispatch_event("change")


def test_preview_and_hint_say_what_the_server_says(
    live_server: LiveServer, browser: Browser
) -> None:
    page: Page = browser.new_page()
    page.goto(f"{live_server.url}/en/")
    before = page.is_visible("#preview")
    page.select_option("#id_category", "student")
    page.check(f"input[name=display][value={Display.INITIALS}]")
    previews, suggestions = [], []
    for first_name, last_name in NAMES:
        leave(page, "first_name", first_name)
        leave(page, "last_name", last_name)
        previews.append(page.inner_text("#preview .handwritten"))
    for address in ADDRESSES:
        leave(page, "email", address)
        suggestions.append(page.inner_text("#email-suggestion").startswith("Did you mean "))
    page.click("#email-suggestion button")
    leave(page, "job_title", "Researcher")
    page.check(f"input[name=display][value={Display.FULL}]")
    full = page.inner_text("#preview p[role=status]").split("\n")
    page.check(f"input[name=display][value={Display.HIDDEN}]")

    assert not before
    assert previews == [
        shown_name(first_name=first, last_name=last, display=Display.INITIALS)
        for first, last in NAMES
    ]
    assert suggestions == [bool(suggest_address(address)) for address in ADDRESSES]
    assert page.input_value("#id_email") == "zoe@orange.fr"
    assert full == ["𝒜bel O’Brien", "Researcher"]
    assert page.inner_text("#preview p[role=status]").startswith("Nothing is shown of you.")
