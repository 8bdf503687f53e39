"""Every public page and state: the rules of axe, two widths, two schemes, large letters."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from appeal.models import Appeal
from tests.journeys.browser import (
    FOCUS,
    NARROW,
    WIDE,
    chromium_beside_django,
    overflows,
    picture,
    violations,
)
from tests.journeys.states import states, whole_appeal

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("accessibility")]

# WCAG 1.4.12: nothing may be lost when a reader spaces letters like this.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""
SHIFT = """() => new Promise((resolve) => { let sum = 0; new PerformanceObserver((list) =>
list.getEntries().forEach((entry) => { sum += entry.value; }))
.observe({ type: "layout-shift", buffered: true }); setTimeout(() => resolve(sum), 300); })"""


@pytest.fixture
def appeal(live_server: LiveServer) -> Appeal:
    """An appeal that the server's threads see, too."""
    return whole_appeal()


@pytest.fixture
def browser(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    with chromium_beside_django(monkeypatch) as running:
        yield running


@pytest.mark.requirement("R-71", "R-74", "R-76", "R-79")
def test_no_page_has_a_fault_at_either_width_or_in_the_dark(
    appeal: Appeal, live_server: LiveServer, browser: Browser
) -> None:
    wide = browser.new_page(viewport={"width": WIDE, "height": 800}, color_scheme="light")
    narrow = browser.new_page(viewport={"width": NARROW, "height": 640}, color_scheme="dark")
    found: dict[str, list[tuple[str, str]]] = {}
    titles: dict[str, str] = {}

    for name, state in states(appeal).items():
        for page in (wide, narrow):
            state.open(page, live_server.url)
            found[name] = found.get(name, []) + violations(page)
        titles[name] = " ".join(wide.title().split())
        picture(wide, f"a11y-{name}")
        assert not overflows(narrow), name
        assert wide.get_attribute("html", "lang") == "fr"
        if name.endswith("with mistakes"):
            assert wide.evaluate("document.activeElement.className") == "summary", name

    assert {name: what for name, what in found.items() if what} == {}
    assert all(titles.values())
    assert {name for name, title in titles.items() if title.startswith("Erreur")} == {
        name for name in titles if name.endswith("with mistakes")
    }


@pytest.mark.requirement("R-76")
def test_nothing_is_lost_with_spaced_letters_at_four_times_the_size(
    appeal: Appeal, live_server: LiveServer, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256}, bypass_csp=True)
    page = context.new_page()

    for name, state in states(appeal).items():
        state.open(page, live_server.url)
        page.add_style_tag(content=SPACED)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
    # At this height nothing may stand in front of what one reads.
    page.goto(f"{live_server.url}/fr/")
    assert page.eval_on_selector(".along", "one => getComputedStyle(one).position") == "static"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_figure_and_button_stand_on_the_first_screen_of_an_old_phone(
    appeal: Appeal, live_server: LiveServer, browser: Browser, language: str
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 568})
    page.goto(f"{live_server.url}/{language}/")

    for selector in (".along strong", ".along .button"):
        box = page.locator(selector).bounding_box()
        assert box is not None
        assert 0 <= box["y"] <= box["y"] + box["height"] <= 568, selector


@pytest.mark.requirement("R-76")
def test_forced_colours_and_still_pages_are_respected(
    appeal: Appeal, live_server: LiveServer, browser: Browser
) -> None:
    page = browser.new_page(forced_colors="active", reduced_motion="reduce")
    page.goto(f"{live_server.url}/fr/")
    page.focus("#id_email")

    edges = page.eval_on_selector_all(
        "form[action$='/sign/'] :is([type=text], [type=email], select, textarea, .button)",
        "all => all.map(one => parseFloat(getComputedStyle(one).borderTopWidth))",
    )

    assert min(edges) > 0
    assert page.evaluate(FOCUS)["ring"] >= 2
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_nothing_jumps_while_the_page_comes(
    appeal: Appeal, live_server: LiveServer, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{live_server.url}/fr/")

    assert page.evaluate(SHIFT) < 0.02
