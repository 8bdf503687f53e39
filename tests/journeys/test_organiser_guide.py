"""The organisers' guide, step by step, in French, as somebody who has never seen the desk.

`make screenshots` keeps a picture of each step in docs/images/organiser; the ordinary suite
walks the same steps, so that neither the guide nor its pictures can age unnoticed.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.desk.jobs import run_due
from signatures.desk.kinds import KINDS
from signatures.figures.counting import figures
from signatures.models import Job, OutboundEmail, PaperBatch
from signatures.models.clock import database_now
from signatures.models.paper import BatchState
from tests.factories import make_appeal, make_signature
from tests.journeys.browser import (
    PATIENCE,
    chromium_beside_django,
    guide_picture,
    overflows,
    violations,
)
from tests.signatures.desk.browsing import Complaints
from tests.signatures.paper.sheets import list_with_faults
from tests.staff import make_staff, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]


@pytest.fixture
def appeal(live_server: LiveServer) -> Appeal:
    """An appeal that the server's threads see, with some signatures."""
    appeal = make_appeal(slug="appel", publisher="Université d’Exemple")
    for _number in range(12):
        make_signature(appeal)
    make_signature(appeal, first_name="Prénom", last_name="Nomab", email="ab@campus.example")
    return appeal


@pytest.fixture
def browser(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    with chromium_beside_django(monkeypatch) as running:
        yield running


def french(browser: Browser, site: str, user: User, **options: Any) -> Page:
    """A page of somebody who asks for pages in French, in a browser of its own."""
    context = browser.new_context(base_url=site, locale="fr-FR", **options)
    for cookie in signed_in(user).cookies.values():
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Page:
    """Olga's page."""
    return french(browser, live_server.url, make_staff("organiser", name="Olga Exemple"))


def looks_right(page: Page) -> tuple[list[tuple[str, str]], bool]:
    """What the rules of accessibility object to, and whether a phone is too narrow."""
    return violations(page), overflows(page)


RIGHT: tuple[list[tuple[str, str]], bool] = ([], False)


def test_a_new_appeal_is_published(appeal: Appeal, page: Page) -> None:
    complaints = Complaints(page)
    page.goto("/staff/")
    guide_picture(page, "desk")
    assert looks_right(page) == RIGHT
    page.get_by_role("link", name="Publier un nouvel appel").click()
    page.get_by_label("Adresse", exact=False).first.fill("notre-hopital")
    page.get_by_label("Éditeur").fill("CHU d’Exemple")
    page.get_by_label("Adresse de contact").fill("contact@chu.example")
    page.get_by_label("Catégories de signataires").select_option("Pour une IA responsable")
    guide_picture(page, "appeal-start")
    assert looks_right(page) == RIGHT
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_role("button", name="Ouvrir à la signature")).to_be_disabled()
    guide_picture(page, "appeal-steps")
    assert looks_right(page) == RIGHT

    page.get_by_role("link", name="Écrire la version 1").click()
    for language, title in (("Français", "Pour notre hôpital"), ("English", "For our hospital")):
        column = page.get_by_role("group", name=language)
        column.get_by_label("Titre", exact=False).first.fill(title)
        column.get_by_label("Titre court").fill(title)
        column.get_by_label("Résumé").fill(f"{title}.")
        column.get_by_label("Lettre").fill(
            "## 1\n\n**Des lits**, et [des soins](https://chu.example)."
        )
    expect(page.locator(".letter strong")).to_have_count(2)  # the preview followed
    guide_picture(page, "appeal-write")
    assert looks_right(page) == RIGHT
    page.get_by_role("button", name="Enregistrer et publier…").click()
    guide_picture(page, "appeal-publish")
    assert looks_right(page) == RIGHT
    page.get_by_role("button", name="Publier").click()
    page.get_by_role("button", name="Ouvrir à la signature").click()
    expect(page.get_by_role("heading", name="État de l’appel : ouvert")).to_be_visible()
    guide_picture(page, "appeal-open")
    page.get_by_role("link", name="La page telle que les visiteurs la voient").click()
    expect(page.get_by_role("heading", name="Pour notre hôpital")).to_be_visible()

    assert Appeal.objects.get(slug="notre-hopital").state == AppealState.OPEN
    assert complaints.heard == []


def test_a_text_is_changed_and_everybody_can_see_how(appeal: Appeal, page: Page) -> None:
    complaints = Complaints(page)
    page.goto(f"/staff/appeal/appeal/{appeal.pk}/life/")
    page.get_by_role("button", name="Modifier le texte").click()
    page.get_by_role("group", name="Français").get_by_label("Lettre").fill(
        "## Pourquoi\n\nParce que **cela compte beaucoup**.\n\nUn paragraphe neuf."
    )
    page.get_by_role("button", name="Enregistrer et publier…").click()
    page.get_by_label("Un changement de fond").check()
    guide_picture(page, "appeal-changes")
    assert looks_right(page) == RIGHT
    with page.expect_navigation():
        page.get_by_role("button", name="Publier").click()
    page.goto("/fr/appeals/appel/versions/")
    expect(page.locator("ins").first).to_be_visible()
    guide_picture(page, "appeal-versions", part="main")

    assert looks_right(page) == RIGHT
    assert complaints.heard == []


def test_a_paper_list_of_300_lines_with_12_faults_is_imported(
    appeal: Appeal, page: Page, tmp_path: Path
) -> None:
    (tmp_path / "liste.csv").write_bytes(list_with_faults(300))
    complaints = Complaints(page)
    page.goto("/staff/")
    page.get_by_role("link", name="Saisir ou importer une liste papier").click()
    page.get_by_label("Appel", exact=False).first.select_option("Pour une IA responsable")
    page.get_by_label("Lieu").fill("Marché des Arceaux")
    page.get_by_label("Collectée le").fill("2026-11-14")
    page.get_by_label("Collectée par").fill("Max Exemple")
    page.get_by_label("Lignes sur les feuilles").fill("300")
    guide_picture(page, "paper-begin")
    assert looks_right(page) == RIGHT
    page.get_by_role("button", name="Commencer la liste").click()
    page.get_by_role("link", name="Importer un fichier").click()
    page.get_by_label("Fichier").set_input_files(tmp_path / "liste.csv")
    page.get_by_role("button", name="Regarder le fichier").click()
    expect(page.get_by_role("heading", name="Lignes avec des fautes")).to_be_visible()
    guide_picture(page, "paper-preview")
    assert looks_right(page) == RIGHT
    page.get_by_label("Laisser de côté 12 lignes fautives").check()
    page.get_by_role("button", name="Enregistrer 288 lignes").click()
    expect(page.get_by_text("quelqu’un de ce nom a signé en ligne").first).to_be_visible()
    guide_picture(page, "paper-sheet")
    assert looks_right(page) == RIGHT
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Écarter les lignes cochées").click()
    page.get_by_role("button", name="Compter cette liste").click()
    expect(page.get_by_text("287 lignes sont comptées")).to_be_visible()
    guide_picture(page, "paper-counted")
    page.goto("/fr/appeals/appel/figures/")
    expect(page.get_by_text("13 vérifiées en ligne + 287 sur papier = 300")).to_be_visible()

    assert figures(appeal, language="fr", now=database_now()).paper == 287
    assert complaints.heard == []


def test_a_paper_list_is_typed_with_the_keyboard_alone(appeal: Appeal, page: Page) -> None:
    batch = PaperBatch.objects.create(
        appeal=appeal, place="Mairie", collected_on="2026-11-14", collector="Max Exemple"
    )
    page.goto(f"/staff/signatures/paperbatch/{batch.pk}/lines/")
    page.locator("#id_row-0-last_name").focus()
    for keys in ("Durand", "Lea", None, "Nimes"):
        if keys is None:
            page.keyboard.press("ArrowDown")
        else:
            page.keyboard.type(keys)
        page.keyboard.press("Tab")
    guide_picture(page, "paper-lines")
    assert looks_right(page) == RIGHT
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 ligne est enregistrée.")).to_be_visible()
    expect(page.locator("#id_row-0-city")).to_have_value("Nimes")

    assert [line.last_name for line in batch.lines.all()] == ["Durand"]
    assert PaperBatch.objects.get().state == BatchState.TYPING


def test_without_javascript_a_preview_is_a_button(
    appeal: Appeal, browser: Browser, live_server: LiveServer
) -> None:
    client = signed_in(make_staff("organiser"))
    draft = client.post(f"/staff/appeal/appeal/{appeal.pk}/draft/")["Location"]
    page = french(browser, live_server.url, make_staff("organiser"), java_script_enabled=False)
    page.goto(draft)
    page.get_by_role("group", name="Français").get_by_label("Lettre").fill("Du **neuf**.")
    page.get_by_role("button", name="Aperçu").click()
    shown = page.locator(".letter").first.inner_text()

    assert shown.strip() == "Du neuf."


def test_why_somebody_got_no_mail_is_found(appeal: Appeal, page: Page) -> None:
    waiting = make_signature(
        appeal, status="pending", last_name="Perdu", email="perdu@campus.example"
    )
    OutboundEmail.objects.create(
        signature=waiting,
        kind="confirm",
        state="bounced",
        dedupe_key="one",
        recipient_key=b"r" * 32,
        last_error="550 mailbox full",
    )
    complaints = Complaints(page)
    page.goto("/staff/")
    page.get_by_role("link", name="Où est mon courriel").click()
    page.get_by_label("Adresse électronique entière, ou nom").fill("perdu@campus.example")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator(".mail-sentence")).to_be_visible()
    guide_picture(page, "mail-story")

    assert looks_right(page) == RIGHT
    assert complaints.heard == []


def test_a_list_for_the_jury_is_made_with_columns_and_a_reason(
    appeal: Appeal, browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    exporter = make_staff("exporting organiser")
    make_staff("administrator")  # nothing leaves while there is nobody to be told
    page = french(browser, live_server.url, exporter, accept_downloads=True)
    complaints = Complaints(page)
    page.goto("/staff/")
    page.get_by_role("link", name="Exporter une liste de signatures").click()
    expect(page.get_by_label("(email)")).not_to_be_checked()
    guide_picture(page, "export")
    assert looks_right(page) == RIGHT
    page.get_by_label("Vérifier des signatures").check()
    page.get_by_label("Pourquoi, avec vos mots").fill("Pour le jury, jusqu’à l’audition.")
    page.get_by_role("button", name="Préparer le fichier").click()
    page.wait_for_url("**/job/*/")  # a click does not wait: there may be no work yet
    while run_due(KINDS):
        pass
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le fichier").click()
    download.value.save_as(tmp_path / "liste.csv")
    guide_picture(page, "export-done")

    with (tmp_path / "liste.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    mark = f"E{Job.objects.get().pk}-"
    assert len(rows) == 13
    assert all(row["export"].startswith(mark) and "email" not in row for row in rows)
    assert looks_right(page) == RIGHT
    assert complaints.heard == []
