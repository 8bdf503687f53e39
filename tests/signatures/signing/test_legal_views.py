"""The legal pages: ours from the appeal's data, or the organisers' own words."""

import pytest
from django.test import Client

from appeal.enums import LegalPage, Retraction
from appeal.models import AccessibilityAudit, Appeal, Imprint, LegalText
from signatures.models.clock import database_now
from signatures.page_cache import pages
from tests.signatures.signing.pages import Page

ADDRESS = {
    LegalPage.NOTICE: "legal-notice",
    LegalPage.PRIVACY: "privacy",
    LegalPage.COUNTING: "how-we-count",
    LegalPage.ACCESSIBILITY: "accessibility",
}


def look(client: Client, page: LegalPage, language: str = "fr") -> Page:
    pages.clear()
    return Page(client.get(f"/{language}/appeals/appel/{ADDRESS[page]}/"))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("page", LegalPage)
def test_every_page_is_there_in_both_languages_and_linked_from_every_other(
    client: Client, appeal: Appeal, page: LegalPage, language: str
) -> None:
    found = look(client, page, language)

    assert found.language == language
    assert found.heading
    assert {f"/{language}/appeals/appel/{end}/" for end in ADDRESS.values()} <= set(found.links)


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (Retraction.DATED, "the version signed and the dates stay"),
        (Retraction.DELETED, "Nothing stays of a withdrawn signature."),
    ],
)
def test_privacy_page_says_what_stays_of_a_withdrawn_signature(
    client: Client, appeal: Appeal, policy: Retraction, words: str
) -> None:
    Appeal.objects.update(retraction=policy)

    text = look(client, LegalPage.PRIVACY, "en").text

    told = ("the version signed and the dates stay", "Nothing stays of a withdrawn signature.")
    assert [one for one in told if one in text] == [words]


def test_notice_says_who_publishes_and_who_hosts(client: Client, appeal: Appeal) -> None:
    Imprint.objects.create(
        appeal=appeal,
        address="1, place de l’Exemple",
        telephone="01 99 00 12 34",
        director="Olga Petrova",
        host_name="Hébergeur",
        host_address="2, rue de l’Exemple",
        host_telephone="01 99 00 56 78",
    )

    text = look(client, LegalPage.NOTICE, "en").text

    wanted = (appeal.publisher, "1, place de l’Exemple", "Olga Petrova", "Hébergeur", "56 78")
    assert [part for part in wanted if part not in text] == []
    assert "Not stated yet" not in text


def test_notice_admits_what_is_missing(client: Client, appeal: Appeal) -> None:
    Imprint.objects.create(appeal=appeal, host_name="Hébergeur")

    text = look(client, LegalPage.NOTICE, "en").text

    assert "Not stated yet: postal address of the publisher, telephone of the publisher" in text


@pytest.mark.parametrize("page", LegalPage)
def test_organisers_words_stand_in_the_place_of_ours(
    client: Client, appeal: Appeal, page: LegalPage
) -> None:
    LegalText.objects.create(
        appeal=appeal, page=page, language="fr", body="Nos **mots**. <script>alert(1)</script>"
    )

    french, english = look(client, page), look(client, page, "en")

    assert "Nos mots ." in french.text or "Nos mots." in french.text.replace(" .", ".")
    assert "Nos mots" in english.text.replace("  ", " ")  # rather than words nobody approved
    assert (french.scripts, english.scripts) == (0, 0)


@pytest.mark.requirement("R-78")
@pytest.mark.parametrize(
    ("language", "mention"),
    [
        ("fr", "Accessibilité\N{NO-BREAK SPACE}: non conforme"),
        ("en", "Accessibility: not compliant"),
    ],
)
def test_statement_claims_nothing_without_an_audit_whatever_organisers_write(
    client: Client, appeal: Appeal, language: str, mention: str
) -> None:
    LegalText.objects.create(
        appeal=appeal, page=LegalPage.ACCESSIBILITY, language=language, body="Tout est parfait."
    )

    raw = client.get(f"/{language}/accessibilite/").content.decode()

    assert raw.count(mention) == 2  # the heading and the footer
    assert "71120" in raw


def test_statement_names_the_audit(client: Client, appeal: Appeal) -> None:
    AccessibilityAudit.objects.create(
        appeal=appeal,
        audited_on=database_now().date(),
        auditor="Cabinet d’Exemple",
        met=40,
        applicable=50,
    )

    page = look(client, LegalPage.ACCESSIBILITY, "en")

    assert page.heading == "Accessibility: partially compliant"
    assert "Cabinet d’Exemple audited this site" in page.text
    assert "80%" in page.text


def test_privacy_page_says_more_than_the_form(client: Client, appeal: Appeal) -> None:
    Imprint.objects.create(appeal=appeal, data_protection_officer="dpo@appel.example")

    text = look(client, LegalPage.PRIVACY, "en").text

    for part in ("9(2)(a)", "Never asked: telephone", "set no cookie", "dpo@appel.example"):
        assert part in text
