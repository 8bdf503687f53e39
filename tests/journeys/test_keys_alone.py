"""The whole story by keyboard alone and without JavaScript, in both languages."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from signatures.enums import SignatureStatus
from signatures.models import OutboundEmail, Signature
from signatures.signing import form_token
from signatures.tokens import Purpose
from tests.journeys.browser import FOCUS, WIDE, chromium_beside_django
from tests.journeys.states import whole_appeal
from tests.signatures.signing.links import link

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("accessibility")]

WORDS = {
    "fr": {
        "skip": "Aller au contenu",
        "sign": "Signer",
        "confirm": "Confirmer ma signature",
        "send": "lien",
        "save": "Enregistrer",
        "withdraw": "Retirer ma signature",
    },
    "en": {
        "skip": "Skip to the content",
        "sign": "Sign",
        "confirm": "Confirm my signature",
        "send": "Send",
        "save": "Save",
        "withdraw": "Withdraw my signature",
    },
}


@pytest.fixture
def browser(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    whole_appeal()
    monkeypatch.setattr(form_token, "MINIMUM_AGE", -form_token.MINIMUM_AGE)
    with chromium_beside_django(monkeypatch) as running:
        yield running


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, wanted: Callable[[dict[str, str]], bool], *, most: int = 80) -> None:
        """Press Tab until the focus is where it is wanted; each stop has to be seen."""
        for _press in range(most):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(FOCUS)
            assert float(here["ring"]) >= 2, here
            if wanted(here):
                return
        raise AssertionError("Tab never came there")

    def type_into(self, name: str, text: str) -> None:
        """Go to a field and type."""
        self.tab_to(lambda here: here["name"] == name)
        self.page.keyboard.type(text)

    def press(self, text: str, key: str = "Enter") -> None:
        """Go to a button by its words, and press it."""
        self.tab_to(lambda here: here["tag"] == "BUTTON" and text in here["text"])
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def tick(self, name: str, key: str = "Space") -> None:
        """Go to a box, a choice or a list, and press a key there."""
        self.tab_to(lambda here: here["name"] == name)
        self.page.keyboard.press(key)


@pytest.mark.requirement("R-72", "R-73")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_citizen_signs_corrects_and_withdraws_with_keys_alone(
    live_server: LiveServer, browser: Browser, language: str
) -> None:
    words, site = WORDS[language], f"{live_server.url}/{language}"
    page = browser.new_page(viewport={"width": WIDE, "height": 800}, java_script_enabled=False)
    keys = Keys(page)
    page.goto(f"{site}/")
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUS)
    page.keyboard.press("Enter")
    keys.tick("category", "ArrowDown")
    keys.type_into("first_name", "Zoé")
    keys.type_into("last_name", "Exemple")
    keys.type_into("email", "zoe@campus.example")
    for box in ("display", "consent", "age_15"):
        keys.tick(box)
    keys.press(words["sign"])
    inbox = page.url
    signed = Signature.objects.get(email="zoe@campus.example")
    page.goto(live_server.url + link(signed, Purpose.CONFIRM, language=language))
    keys.press(words["confirm"])
    signed.refresh_from_db()
    confirmed = signed.status
    page.goto(f"{site}/my-signature/?appeal=appel")
    keys.type_into("email", "zoe@campus.example")
    keys.press(words["send"])
    mails = OutboundEmail.objects.filter(signature=signed).count()
    page.goto(live_server.url + link(signed, Purpose.MANAGE, language=language))
    keys.type_into("city", "Sète")
    keys.press(words["save"])
    signed.refresh_from_db()
    city = signed.city
    keys.press(words["withdraw"])
    keys.press(words["withdraw"], "Space")
    signed.refresh_from_db()

    assert first["text"] == words["skip"]
    assert inbox == f"{site}/appeals/appel/check-your-inbox/"
    assert (confirmed, mails, city) == (SignatureStatus.VERIFIED, 2, "Sète")
    assert (signed.status, signed.email) == (SignatureStatus.WITHDRAWN, "")
