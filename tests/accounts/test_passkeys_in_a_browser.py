"""A passkey in Chromium, with an authenticator that DevTools plays: added, used, removed."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import AuditEntry, User
from tests.journeys.browser import PATIENCE, chromium_beside_django, overflows, picture, violations
from tests.signatures.desk.browsing import Complaints
from tests.staff import PASSWORD, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]


@pytest.fixture
def olga(live_server: LiveServer, settings: Any) -> User:
    """Olga, outside the demo; browsers take http://localhost for a safe origin."""
    settings.STAFF_MFA_REQUIRED = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return make_staff("organiser", name="Olga Exemple")


@pytest.fixture
def browser(olga: User, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    with chromium_beside_django(monkeypatch) as running:
        yield running


def with_authenticator(browser: Browser, site: str) -> Page:
    """A page in French, on a computer with a fingerprint reader that always says yes."""
    page = browser.new_context(base_url=site, locale="fr-FR").new_page()
    page.set_default_timeout(PATIENCE)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def type_the_password(page: Page, olga: User) -> None:
    page.locator("input[name=login]").fill(olga.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def factors() -> list[str]:
    """What the record says of factors."""
    rows = AuditEntry.objects.filter(act__startswith="factor.webauthn").order_by("pk")
    return list(rows.values_list("act", flat=True))


@pytest.mark.requirement("R-45")
def test_a_passkey_is_added_opens_the_desk_and_is_removed(
    olga: User, browser: Browser, live_server: LiveServer
) -> None:
    page = with_authenticator(browser, live_server.url)
    complaints = Complaints(page)
    wrong: list[object] = []

    def look(name: str) -> None:
        picture(page, f"passkey-{name}")
        wrong.extend([*violations(page), *(["wide"] if overflows(page) else [])])

    page.goto("/staff/")
    type_the_password(page, olga)
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.get_by_label("Nom").fill("Portable d’Olga")
    page.get_by_label("Connecte à elle seule").check()
    look("add")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("heading", name="Codes de récupération")).to_be_visible()
    page.goto("/staff/")
    expect(page.get_by_role("heading", name="Aujourd’hui")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Déconnexion").click()
    page.goto("/staff/")
    look("door")
    page.get_by_role("button", name="clé d’accès").click()
    expect(page.get_by_role("heading", name="Aujourd’hui")).to_be_visible()
    page.goto("/accounts/2fa/webauthn/")
    look("list")
    page.get_by_role("link", name="Retirer").click()
    page.get_by_role("button", name="La retirer").click()
    expect(page.get_by_role("link", name="Ajouter une clé d’accès")).to_be_visible()

    assert not Authenticator.objects.filter(type="webauthn").exists()
    assert factors() == ["factor.webauthn_added", "factor.webauthn_removed"]
    assert (complaints.heard, wrong) == ([], [])
