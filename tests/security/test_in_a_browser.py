"""Public and sign-in pages in Chromium: their policy, their one origin, the proof of work."""

from collections.abc import Iterator

import pytest
from django.conf import settings as site
from playwright.sync_api import Browser, Dialog, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from appeal.models import Appeal
from signatures.enums import ModerationStatus, SignatureStatus
from signatures.models import Signature
from signatures.page_cache import pages
from signatures.signing import form_token
from signatures.tokens import Purpose
from tests.factories import make_appeal, make_signature
from tests.journeys.browser import chromium_beside_django
from tests.security.test_outputs import NAMES
from tests.signatures.signing.links import link
from tests.staff import make_staff, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

# Runs before anything of the page, in the page: collects what the policy refuses.
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


@pytest.fixture
def appeal(live_server: LiveServer) -> Appeal:
    """An appeal that the server's threads see, too."""
    return make_appeal()


@pytest.fixture
def browser(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    with chromium_beside_django(monkeypatch) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Page:
    opened = browser.new_page()
    opened.add_init_script(LISTEN)
    return opened


@pytest.mark.requirement("R-47", "R-69", "R-15")
def test_no_page_breaks_its_policy_or_asks_another_host(
    appeal: Appeal, live_server: LiveServer, page: Page
) -> None:
    verified = make_signature(appeal)
    waiting = make_signature(appeal, status=SignatureStatus.PENDING)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
    paths = [
        "/fr/",
        "/en/appeals/appel/",
        "/en/appeals/appel/check-your-inbox/",
        "/en/appeals/appel/signatories/",
        "/en/appeals/appel/figures/",
        "/en/accessibilite/",
        "/en/confirm/",
        "/en/my-signature/",
        link(waiting, Purpose.CONFIRM, language="en"),
        link(verified, Purpose.CONFIRM, language="en"),
        link(verified, Purpose.MANAGE, language="en"),
        link(waiting, Purpose.NOT_ME, language="en"),
        "/en/nothing/",
        "/en/confirm/nonsense/",
        "/accounts/login/",
        "/accounts/password/reset/",
    ]

    for path in paths:
        page.goto(live_server.url + path)
        assert page.evaluate("window.refused") == [], path

    assert asked == {live_server.url}


@pytest.mark.requirement("R-12", "R-47")
def test_no_name_runs_anything_in_public_or_at_the_desk(
    appeal: Appeal, live_server: LiveServer, page: Page
) -> None:
    for number, name in enumerate(NAMES[:24]):
        text = dict.fromkeys(("organisation", "job_title", "city", "message"), name)
        make_signature(
            appeal,
            first_name=name[:80],
            last_name=f"{name}{number}"[:80],
            search_key=f"x{number}",
            wall_key=f"x{number}",
            moderation=ModerationStatus.HELD if number % 2 else ModerationStatus.APPROVED,
            **text,
        )
    desk = signed_in(make_staff("organiser"))
    session = desk.cookies[site.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": site.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    ran: list[str] = []

    def note(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    desk_list = "/staff/signatures/signature/"
    first = appeal.signature_set.earliest("pk")

    for path in (
        "/en/",
        "/en/appeals/appel/signatories/",
        "/staff/",
        desk_list,
        f"{desk_list}queue/",
        f"{desk_list}{first.pk}/change/",
    ):
        page.goto(live_server.url + path)
        assert page.evaluate("window.refused") == [], path

    assert ran == []


@pytest.fixture
def attack(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """The site is being flooded; whoever signs need not take three seconds for it."""
    settings.PROOF_MAX_NUMBER = 2_000
    monkeypatch.setattr(form_token, "MINIMUM_AGE", -form_token.MINIMUM_AGE)
    for module in ("views", "submission"):
        monkeypatch.setattr(f"signatures.signing.{module}.is_under_attack", lambda _meter: True)
    pages.clear()


def sign(page: Page, site_url: str) -> Signature:
    """Fill in the form as a person does, and send it."""
    page.goto(f"{site_url}/en/")
    for name in ("first_name", "last_name"):
        page.fill(f"#id_{name}", "Suzie")
    page.fill("#id_email", "suzie@campus.example")
    page.select_option("#id_category", "student")
    page.check("input[name=display] >> nth=0")
    page.check("#id_consent")
    page.check("#id_age_15")
    page.click("button[type=submit] >> nth=-1")
    page.wait_for_url("**/check-your-inbox/")
    return Signature.objects.get()


@pytest.mark.requirement("R-08", "R-47")
@pytest.mark.usefixtures("attack")
def test_browser_proves_under_attack_without_the_visitor_noticing(
    live_server: LiveServer, page: Page
) -> None:
    signature = sign(page, live_server.url)

    assert page.evaluate("window.refused") == []
    assert signature.moderation == ModerationStatus.UNREVIEWED


@pytest.mark.requirement("R-08", "R-73")
@pytest.mark.usefixtures("attack")
def test_person_without_javascript_signs_and_confirms_under_attack(
    live_server: LiveServer, browser: Browser
) -> None:
    page = browser.new_page(java_script_enabled=False)

    signature = sign(page, live_server.url)
    page.goto(live_server.url + link(signature, Purpose.CONFIRM, language="en"))
    page.click("button[type=submit]")

    page.wait_for_selector("h1:has-text('Thank you: your signature is verified')")
    assert "It will be counted when they have released it" in page.inner_text("main")
    signature.refresh_from_db()
    assert signature.status == SignatureStatus.VERIFIED
    assert signature.moderation == ModerationStatus.HELD
