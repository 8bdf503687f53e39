"""The notice beside the form: who, what for, on what basis, to whom, how long, which rights."""

from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.clock import database_now
from appeal.models import Appeal, Imprint
from signatures.page_cache import pages
from signatures.privacy.retention import UNCONFIRMED_KEPT
from tests.signatures.signing.entries import typed
from tests.signatures.signing.pages import ClientResponse, Page

pytestmark = pytest.mark.requirement("R-61")
type Look = Callable[[Client, Appeal, str], ClientResponse]

VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}

# What articles 13 and 14 of the GDPR want said, under the heading that says it.
TOLD = {
    "fr": {
        "Responsable": ["Université d’Exemple", "contact@appel.example"],
        "Finalités": ["vient de votre messagerie", "compter une fois", "remettre l’appel"],
        "Base légale": ["consentement explicite", "6, paragraphe 1, point a)", "9, paragraphe 2"],
        "Destinataires": ["L’équipe de l’appel", "hébergent ce site", "Le public et le jury"],
        "Durée": ["14 jours", "jusqu’au {end}", "Retirée : effacée aussitôt"],
        "Vos droits": ["voir votre signature", "la corriger", "la retirer", "copie", "CNIL"],
    },
    "en": {
        "Who is responsible": ["Université d’Exemple", "contact@appel.example"],
        "What for": ["comes from your mailbox", "count it once", "hand the appeal over"],
        "On what basis": ["explicit consent", "6(1)(a)", "9(2)(a)"],
        "Who receives it": ["The organisers", "host this site", "The public and the jury"],
        "How long": ["14 days", "until {end}", "Withdrawn: erased at once"],
        "Your rights": ["see your signature", "correct it", "withdraw", "copy", "CNIL"],
    },
}


class Notice(HTMLParser):
    """What stands in the section of the form, under which heading, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.told: dict[str, str] = {}
        self.links: set[str] = set()
        self.has_form = self.needs_a_click = False
        self._path: list[tuple[str, str]] = []
        self._heading = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._path.append((tag, given.get("id") or given.get("class", "")))
        if ("section", "sheet signing") in self._path and tag == "form":
            self.has_form = True
        if not self._is_inside:
            return
        self.needs_a_click |= "details" in {tag for tag, _name in self._path}
        self.needs_a_click |= "hidden" in given
        if tag == "dt":
            self._heading = ""
        elif tag == "a":
            self.links.add(given.get("href", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Only drawings have such tags."""

    @property
    def _is_inside(self) -> bool:
        return {("section", "sheet signing"), ("section", "privacy")} <= set(self._path)

    def handle_endtag(self, tag: str) -> None:
        if tag == "dt" and self._is_inside:
            self._heading = " ".join(self._heading.split())
            self.told[self._heading] = ""
        while self._path and self._path.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _name in self._path}
        if self._is_inside and "dt" in tags:
            self._heading += data
        elif self._is_inside and "dd" in tags:
            self.told[self._heading] = " ".join(f"{self.told[self._heading]} {data}".split())


@pytest.fixture
def appeal(appeal: Appeal) -> Appeal:
    appeal.opens_at = database_now() - timedelta(days=9)
    appeal.hearing_at = database_now() + timedelta(days=9)
    appeal.save()
    Imprint.objects.create(appeal=appeal, data_protection_officer="dpo@appel.example")
    pages.clear()
    return appeal


def came_back(client: Client, appeal: Appeal, language: str) -> ClientResponse:
    return client.post(f"/{language}/appeals/appel/sign/", typed(appeal, email="nowhere"))


def first_seen(client: Client, appeal: Appeal, language: str) -> ClientResponse:
    return client.get(f"/{language}/appeals/appel/")


@pytest.mark.parametrize("look", [first_seen, came_back])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_notice_stands_beside_the_form_and_says_all(
    client: Client, appeal: Appeal, look: Look, language: str
) -> None:
    notice = Notice(look(client, appeal, language).content.decode())

    assert notice.has_form
    assert not notice.needs_a_click
    assert list(notice.told) == list(TOLD[language])
    with translation.override(language):
        end = date_format(localtime(appeal.kept_until), "DATE_FORMAT")
    missing = {
        (heading, words)
        for heading, all_words in TOLD[language].items()
        for words in all_words
        if words.format(end=end) not in notice.told[heading]
    }
    assert missing == set()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_notice_leads_to_the_rights_and_to_the_rest(
    client: Client, appeal: Appeal, language: str
) -> None:
    notice = Notice(first_seen(client, appeal, language).content.decode())

    rights, privacy = (
        f"/{language}/my-signature/?appeal=appel",
        f"/{language}/appeals/appel/privacy/",
    )
    assert notice.links == {
        "mailto:contact@appel.example",
        rights,
        privacy,
        "https://www.cnil.fr/fr/plaintes",
    }
    assert client.get(rights).status_code == 200
    assert "dpo@appel.example" in Page(client.get(privacy)).text


def test_notice_says_how_long_unconfirmed_signatures_are_really_kept() -> None:
    assert f"{UNCONFIRMED_KEPT.days} days" in TOLD["en"]["How long"]
