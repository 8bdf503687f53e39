"""An organisation signs, is approved and stands with its logo, in French; and conversions."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import chromium, follow, overflows, picture, violations
from tests.journeys.demo_site import DemoSite
from tests.journeys.visitor import READING_SECONDS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.xdist_group("demo")]

APPEAL = "/fr/appeals/montpellier-ia"
NAME = "Institut des Données vivantes"  # the sample has its record and its logo
ADDRESS = "direction@donnees-vivantes.example"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def figures(page: Page, demo: DemoSite) -> dict[str, Any]:
    page.wait_for_timeout(2500)  # the page in memory turns over
    published: dict[str, Any] = json.loads(Visitor(demo.url).get(f"{APPEAL}/figures.json").body)
    return published


def sign_in(page: Page, demo: DemoSite) -> None:
    address, password = demo.credentials("organiser")
    page.goto(f"{demo.url}/staff/")
    page.fill("input[name=login]", address)
    page.fill("input[name=password]", password)
    follow(page, "form:has(input[name=password]) button[type=submit]")


def test_an_organisation_signs_and_is_counted_apart(demo: DemoSite, browser: Browser) -> None:
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    before = figures(page, demo)

    page.goto(f"{demo.url}/fr/")
    follow(page, "a[href$='/sign-as-organisation/']")
    picture(page, "org-1-form")
    follow(page, "form[action$='/sign-as-organisation/'] button[type=submit]")
    picture(page, "org-2-errors")
    page.fill("#id_organisation", NAME)
    page.select_option("#id_kind", "research")
    page.fill("#id_homepage", "donnees-vivantes.example")
    page.fill("#id_first_name", "Zoé")
    page.fill("#id_last_name", "Exemple")
    page.fill("#id_role", "Directrice")
    page.fill("#id_email", ADDRESS)
    page.fill("#id_mandate", "Conseil de l’institut du 3 novembre")
    page.check("#id_authorised")
    page.check("#id_consent")
    page.wait_for_timeout(READING_SECONDS * 1000)
    follow(page, "form[action$='/sign-as-organisation/'] button[type=submit]")
    picture(page, "org-3-sent")
    page.goto(demo.mail_to(ADDRESS).link("organisation-signature"))
    picture(page, "org-4-link")
    follow(page, "button[value=confirm]")
    picture(page, "org-5-confirmed")
    waiting = figures(page, demo)

    sign_in(page, demo)
    page.goto(f"{demo.url}/staff/signatures/bodysignature/?state__exact=verified&q=vivantes")
    picture(page, "org-6-desk-list")
    follow(page, "#result_list tbody th a")
    picture(page, "org-7-desk")
    page.fill("input[name=mandate_seen]", "Procès-verbal du conseil, reçu par courriel")
    follow(page, "button[value=approve]")
    picture(page, "org-8-approved")
    after = figures(page, demo)
    page.goto(f"{demo.url}{APPEAL}/organisations/")
    listed = page.inner_text("main")
    logos = page.locator(f"li:has-text('{NAME}') img")
    picture(page, "org-9-list")

    assert waiting["organisations"]["under_review"] == before["organisations"]["under_review"] + 1
    assert after["organisations"]["total"] == before["organisations"]["total"] + 1
    assert after["total"] == waiting["total"] == before["total"]
    assert NAME in listed
    assert "Zoé" not in listed
    assert logos.count() == 1
    context.close()


def test_a_person_is_converted_and_back(demo: DemoSite, browser: Browser) -> None:
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    before = figures(page, demo)
    sign_in(page, demo)
    page.goto(
        f"{demo.url}/staff/signatures/signature/?status__exact=verified&moderation__exact=unreviewed"
    )
    follow(page, "#result_list tbody th a")
    picture(page, "org-10-person")
    follow(page, "a[href*='/of-signature/']")
    picture(page, "org-11-preview")
    page.fill("input[name=name]", "Cigalogique Recherche")
    page.select_option("select[name=kind]", "company")
    follow(page, "button[name=convert]")
    converted = figures(page, demo)
    picture(page, "org-12-converted")
    follow(page, ".decisions a[href*='/bodysignature/']")
    follow(page, "a[href$='/to-person/']")
    picture(page, "org-13-back")
    follow(page, "button[name=convert]")
    after = figures(page, demo)

    assert converted["total"] == before["total"] - 1
    assert {"reason": "converted", "count": 1} in converted["invalidated"]
    assert converted["organisations"]["under_review"] == before["organisations"]["under_review"] + 1
    assert (after["total"], after["organisations"]) == (before["total"], before["organisations"])
    context.close()


@pytest.mark.requirement("R-71")
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "path", ["sign-as-organisation/", "sign-as-organisation/sent/", "organisations/"]
)
def test_pages_for_organisations_are_accessible_and_narrow(
    demo: DemoSite, browser: Browser, language: str, path: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()

    page.goto(f"{demo.url}/{language}/appeals/montpellier-ia/{path}")

    assert violations(page) == []
    assert not overflows(page)
    context.close()
