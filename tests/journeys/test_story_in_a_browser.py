"""The whole story in Chromium with JavaScript off, in French and in English."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import chromium, follow, overflows, picture, violations
from tests.journeys.demo_site import MAIL_SECONDS, DemoSite, wait_for
from tests.journeys.visitor import READING_SECONDS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.xdist_group("demo")]

SLUG = "montpellier-ia"
WORDS = {
    "fr": {"problem": "Il y a un problème", "confirm": "Confirmer ma signature"},
    "en": {"problem": "There is a problem", "confirm": "Confirm my signature"},
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def plain(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page without JavaScript; the language is that of the test."""
    context = browser.new_context(
        java_script_enabled=False, accept_downloads=True, viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    yield page
    context.close()


def fill_in(page: Page, address: str) -> None:
    page.fill("#id_first_name", "Zoé")
    page.fill("#id_last_name", f"Exemple-{address.split('@', maxsplit=1)[0].title()}")
    page.fill("#id_email", address)
    page.select_option("#id_category", index=2)
    page.check("input[name=display][value=full]")
    page.check("#id_consent")
    page.check("#id_age_15")


def figure(page: Page, demo: DemoSite) -> int:
    """Read the figure beside the browser, which may keep a copy for half a minute."""
    page.wait_for_timeout(2500)  # the page in memory turns over
    answer = Visitor(demo.url).get(f"/fr/appeals/{SLUG}/figures.json")
    total: int = json.loads(answer.body)["total"]
    return total


@pytest.mark.requirement("R-73")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_citizen_signs_without_javascript(demo: DemoSite, plain: Page, language: str) -> None:
    address, words = f"zoe{language}@campus.example", WORDS[language]
    before = figure(plain, demo)

    plain.goto(f"{demo.url}/{language}/")
    picture(plain, f"{language}-1-appeal")
    follow(plain, "form[action$='/sign/'] button[type=submit]")
    summary = plain.inner_text("[role=alert]")
    links = plain.locator("[role=alert] a").evaluate_all("all => all.map(a => a.hash)")
    picture(plain, f"{language}-2-errors")
    fill_in(plain, address)
    plain.wait_for_timeout(READING_SECONDS * 1000)
    follow(plain, "form[action$='/sign/'] button[type=submit]")
    inbox = plain.url
    picture(plain, f"{language}-3-inbox")
    demo.mail_to(address)
    plain.goto(f"{demo.url}/demo/mail/?to={address}")
    picture(plain, f"{language}-4-mails")
    follow(plain, "a:has-text('Confirm')")
    picture(plain, f"{language}-5-mail")
    plain.goto(demo.mail_to(address).link("confirm"))
    picture(plain, f"{language}-6-confirm")
    follow(plain, f"button:has-text('{words['confirm']}')")
    picture(plain, f"{language}-7-confirmed")

    assert words["problem"] in summary
    assert "#id_email" in links
    assert inbox == f"{demo.url}/{language}/appeals/{SLUG}/check-your-inbox/"
    assert plain.locator(f"button:has-text('{words['confirm']}')").count() == 0
    assert figure(plain, demo) == before + 1


@pytest.mark.requirement("R-73")
def test_a_citizen_types_the_code_and_withdraws(demo: DemoSite, plain: Page) -> None:
    address = "zoe.code@campus.example"
    plain.goto(f"{demo.url}/fr/")
    fill_in(plain, address)
    plain.wait_for_timeout(READING_SECONDS * 1000)
    follow(plain, "form[action$='/sign/'] button[type=submit]")
    code = demo.mail_to(address).code
    plain.goto(f"{demo.url}/fr/confirm/")
    picture(plain, "fr-8-code")
    plain.fill("#id_email", address)
    plain.fill("#id_code", code)
    follow(plain, "form[method=post] button[type=submit]")
    thanks = plain.url
    before = figure(plain, demo)

    plain.goto(f"{demo.url}/fr/my-signature/?appeal={SLUG}")
    picture(plain, "fr-9-send-links")
    plain.fill("#id_email", address)
    follow(plain, "form[method=post] button[type=submit]")
    plain.goto(demo.mail_to(address, number=2).link("my-signature"))
    picture(plain, "fr-10-my-signature")
    follow(plain, "form:has(input[name=withdraw]) button[type=submit]")
    picture(plain, "fr-11-withdraw")
    follow(plain, "form:has(input[name=withdraw][value=yes]) button[type=submit]")
    picture(plain, "fr-12-withdrawn")

    assert "/fr/confirm/" in thanks
    assert figure(plain, demo) == before - 1


def sign_in(page: Page, demo: DemoSite, role: str) -> None:
    address, password = demo.credentials(role)
    page.goto(f"{demo.url}/staff/")
    picture(page, "staff-1-sign-in")
    page.fill("input[name=login]", address)
    page.fill("input[name=password]", password)
    follow(page, "form:has(input[name=password]) button[type=submit]")
    assert page.url.startswith(f"{demo.url}/staff/")


def test_an_organiser_hides_and_exports_without_javascript(
    demo: DemoSite, plain: Page, tmp_path: Path
) -> None:
    address = "zoe.hidden@campus.example"
    plain.goto(f"{demo.url}/fr/")
    fill_in(plain, address)
    plain.wait_for_timeout(READING_SECONDS * 1000)
    follow(plain, "form[action$='/sign/'] button[type=submit]")
    plain.goto(demo.mail_to(address).link("confirm"))
    follow(plain, "form[method=post] button[type=submit]")
    before = figure(plain, demo)

    sign_in(plain, demo, "organiser")
    picture(plain, "staff-2-desk")
    plain.goto(f"{demo.url}/staff/signatures/signature/?q={address}")
    picture(plain, "staff-3-list")
    follow(plain, "#result_list tbody th a")
    picture(plain, "staff-4-detail")
    follow(plain, "button[name=action][value=hide]")
    history = plain.inner_text("#decisions-group")
    picture(plain, "staff-5-hidden")
    plain.goto(f"{demo.url}/staff/signatures/signature/export/?q={address}")
    picture(plain, "staff-6-export")
    plain.check("input[name$=_email]")
    plain.check("input[name=format][value='0']")
    plain.check("input[name=purpose][value=delivery]")
    plain.fill("textarea[name=reason], input[name=reason]", "For the jury, until the hearing.")
    follow(plain, "form.export-form input[type=submit]")
    wait_for(
        lambda: plain.reload() and plain.locator("a[href$='/result/']").count(),
        seconds=MAIL_SECONDS,
        what="the file",
    )
    picture(plain, "staff-7-file")
    with plain.expect_download() as download:
        plain.click("a[href$='/result/']")
    download.value.save_as(tmp_path / "export.csv")
    plain.goto(f"{demo.url}/fr/appeals/{SLUG}/signatories/?q=hidden")
    wall = plain.inner_text("main")

    with (tmp_path / "export.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["email"], row["moderation"]) for row in rows] == [(address, "hidden")]
    assert history
    assert "Exemple-Zoe.Hidden" not in wall
    assert figure(plain, demo) == before


PUBLIC = (
    "",
    f"appeals/{SLUG}/signatories/",
    f"appeals/{SLUG}/figures/",
    "confirm/",
    "my-signature/",
    "accessibilite/",
    f"appeals/{SLUG}/check-your-inbox/",
    "appeals/nowhere/",
    "confirm/nonsense/",
)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_are_accessible_narrow_and_keep_to_themselves(
    demo: DemoSite, browser: Browser, language: str, path: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    page.goto(f"{demo.url}/{language}/{path}")
    # In French the same pages are asked at two widths (test_accessibility).
    wrong = violations(page) if language == "en" else []
    picture(page, f"{language}-page-{path.strip('/').replace('/', '-') or 'appeal'}")

    assert wrong == []
    assert not overflows(page)
    assert page.get_attribute("html", "lang") == language
    assert {url for url in asked if not url.startswith(demo.url)} == set()
    assert [text for text in complaints if "404" not in text] == []
    assert context.cookies() == []
    context.close()
