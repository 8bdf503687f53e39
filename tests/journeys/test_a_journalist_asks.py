"""A journalist's questions, each answered on the one page that was opened; then a figure to quote.

"How many now, how many at noon yesterday, how many researchers, how many from abroad, how many
from the Hérault, who counts, were any removed, give me the chart."
"""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import chromium, follow, overflows, picture, violations
from tests.journeys.demo_site import DemoSite
from tests.journeys.visitor import Visitor
from tests.signatures.desk.browsing import Complaints

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.xdist_group("demo")]

SLUG = "montpellier-ia"
FIGURES = f"/fr/appeals/{SLUG}/figures/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def cell(page: Page, table: str, row: str) -> int:
    line = page.locator(f"section:has(> #{table}-title) tr:has(th:text('{row}'))")
    return number(line.locator("td").inner_text())


def answer(page: Page, question: str) -> int:
    return number(page.locator(f".glance div:has(dt:text-is('{question}')) strong").inner_text())


def test_each_question_has_its_answer_on_one_page(demo: DemoSite, browser: Browser) -> None:
    # Without JavaScript: nothing of it may depend on a script.
    page = browser.new_context(locale="fr-FR", java_script_enabled=False).new_page()

    page.goto(f"{demo.url}{FIGURES}")
    picture(page, "press-1-figures")

    now = number(page.locator("[data-figure]").inner_text())
    told = json.loads(Visitor(demo.url).get(f"/fr/appeals/{SLUG}/figures.json").body)
    assert 0 < answer(page, "Hier à midi") <= now == told["total"]
    assert answer(page, "De l’étranger") <= now
    assert answer(page, "Exclues du décompte") == sum(c["count"] for c in told["invalidated"])
    assert 0 < cell(page, "category", "Chercheuses") < now
    assert 0 < cell(page, "department", "Hérault") <= now - answer(page, "De l’étranger")
    assert "Une messagerie signe une fois" in page.locator("#counting").inner_text()
    assert page.locator("#beside-title ~ table tr").count() > 3
    for chart in ("growth", "day", "hour"):
        assert page.locator(f"svg[aria-labelledby^='{chart}-chart-title']").count() == 1
    links = page.locator(".files a").evaluate_all("links => links.map(a => a.href)")
    for ending, magic in (("svg", b"<svg"), ("png", b"\x89PNG"), ("xlsx", b"PK"), ("csv", b"\xef")):
        [wanted, *_] = [link for link in links if link.endswith(f"day.{ending}")]
        assert page.request.get(wanted).body().startswith(magic)
    page.context.close()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_page_is_accessible_and_fits_a_small_phone(
    demo: DemoSite, browser: Browser, language: str
) -> None:
    page = browser.new_context(locale=language).new_page()
    complaints = Complaints(page)

    page.goto(f"{demo.url}/{language}/appeals/{SLUG}/figures/")

    assert violations(page) == []
    assert not overflows(page)
    assert complaints.heard == []
    page.context.close()


def test_figure_follows_and_a_frozen_one_stays(demo: DemoSite, browser: Browser) -> None:
    watching = browser.new_context(locale="fr-FR").new_page()
    watching.goto(f"{demo.url}{FIGURES}")
    before = number(watching.locator("[data-figure]").inner_text())
    press = browser.new_context(locale="fr-FR").new_page()
    address, password = demo.credentials("press")
    press.goto(f"{demo.url}/staff/")
    press.fill("input[name=login]", address)
    press.fill("input[name=password]", password)
    follow(press, "form:has(input[name=password]) button[type=submit]")
    follow(press, "a[href$='/snapshot/add/']")
    picture(press, "press-2-freeze")
    follow(press, "input.default")
    picture(press, "press-3-frozen")
    follow(press, "a[href*='/snapshots/']")
    picture(press, "press-4-snapshot")
    frozen = press.url

    suzie = Visitor(demo.url)
    suzie.sign("/fr/", SLUG, email="suzie.press@campus.example")
    suzie.post(demo.mail_to("suzie.press@campus.example").link("confirm"), {})
    # No reload: the page asks by itself.
    watching.wait_for_function(
        "n => Number(document.querySelector('[data-figure]').textContent.replace(/\\D/g, '')) > n",
        arg=before,
        timeout=30_000,
    )
    press.goto(frozen)

    assert number(press.locator("[data-figure]").inner_text()) == before
    assert violations(press) == []
    assert not overflows(press)
    quoted = press.locator("blockquote[lang=fr]").inner_text()
    assert f"comptait {before}\u00a0signataires." in quoted
    watching.context.close()
    press.context.close()
