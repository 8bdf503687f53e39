"""A night at the desk, in French, in Chromium: the queue, a famous name, a wave and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from appeal.models import Appeal
from signatures.desk.holding import hold_back
from signatures.desk.jobs import run_due
from signatures.desk.kinds import KINDS
from signatures.enums import ModerationStatus
from signatures.figures.counting import total
from signatures.models import (
    FeaturedSignatory,
    HoldReason,
    ModerationDecision,
    Signature,
    WatchedName,
)
from signatures.models.hold_reason import WATCH_LIST
from tests.factories import make_appeal, make_signature
from tests.journeys.browser import chromium_beside_django, guide_picture, overflows, violations
from tests.signatures.desk.browsing import Complaints, somebody
from tests.signatures.desk.crowd import make_crowd
from tests.staff import make_staff

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]
QUEUE = "/staff/signatures/signature/queue/"


@pytest.fixture
def appeal(live_server: LiveServer) -> Appeal:
    """An appeal that the server's threads see, too."""
    return make_appeal()


@pytest.fixture
def browser(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    with chromium_beside_django(monkeypatch) as running:
        yield running


@pytest.fixture
def olga(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Olga organises, in French."""
    user = make_staff("organiser", name="Olga")
    with somebody(browser, live_server.url, user, locale="fr-FR") as page:
        yield page


def work() -> None:
    """Be a worker until there is nothing left, however slow this machine is."""
    while run_due(KINDS):
        pass


def faults(page: Page, guide: str = "") -> list[object]:
    """Give what is wrong with the page; keep its picture where the guide shows it."""
    if guide:
        guide_picture(page, guide)
    found: list[object] = [*violations(page)]
    return [*found, "wider than a phone"] if overflows(page) else found


def test_twenty_held_signatures_are_moderated(appeal: Appeal, olga: Page) -> None:
    for _number in range(20):
        row = make_signature(appeal, moderation=ModerationStatus.HELD, organisation="Labo")
        HoldReason.objects.create(signature=row, code="disposable")
    complaints = Complaints(olga)

    olga.goto(QUEUE)
    wrong = faults(olga, "queue")
    olga.keyboard.press("j")
    olga.keyboard.press("h")  # the first by keyboard
    expect(olga.get_by_text("1 signature : décision enregistrée.")).to_be_visible()
    olga.keyboard.press("u")
    expect(olga.get_by_text("1 décision annulée.")).to_be_visible()
    olga.get_by_label("Sélectionner toute la page").check()
    olga.locator(".queue-bar").get_by_role("button", name="Approuver").click()
    expect(olga.get_by_text("20 signatures : décision enregistrée.")).to_be_visible()
    wrong += faults(olga)

    assert (total(appeal), wrong, complaints.heard) == (20, [], [])


def test_keys_go_on_below_what_was_decided_and_say_what_one_person_may_not(
    appeal: Appeal, olga: Page
) -> None:
    watched, *rows = [
        make_signature(appeal, moderation=ModerationStatus.HELD) for _number in range(4)
    ]
    HoldReason.objects.create(signature=watched, code=WATCH_LIST)

    olga.goto(QUEUE)
    olga.keyboard.press("j")
    olga.keyboard.press("a")  # not for one person: the way that there is has the focus
    expect(olga.get_by_role("link", name="Libérer avec une preuve…")).to_be_focused()
    olga.keyboard.press("j")
    olga.keyboard.press("a")
    expect(olga.locator(f"#case-{rows[1].pk}")).to_be_focused()
    olga.keyboard.press("h")
    expect(olga.locator(f"#case-{rows[2].pk}")).to_be_focused()

    states = dict(Signature.objects.values_list("pk", "moderation"))
    assert [states[row.pk] for row in (watched, *rows)] == ["held", "approved", "hidden", "held"]


def test_a_hundred_decisions_take_eight_clicks_and_nine_pages(appeal: Appeal, olga: Page) -> None:
    """The figures of docs/moderation.md, counted where they are felt."""
    for _number in range(100):
        make_signature(appeal, moderation=ModerationStatus.HELD)
    pages: list[str] = []

    def note(asked: Request) -> None:
        if asked.is_navigation_request():
            pages.append(asked.method)

    olga.on("request", note)
    clicks = 0

    olga.goto(QUEUE)
    for left in (75, 50, 25, 0):
        olga.get_by_label("Sélectionner toute la page").click()
        olga.locator(".queue-bar").get_by_role("button", name="Approuver").click()
        clicks += 2
        expect(olga.get_by_text("25 signatures : décision enregistrée.")).to_be_visible()
        assert Signature.objects.filter(moderation=ModerationStatus.HELD).count() == left

    assert (clicks, pages.count("POST"), pages.count("GET")) == (8, 4, 5)
    assert total(appeal) == 100


def test_single_keys_can_be_turned_off_and_never_act_while_typing(
    appeal: Appeal, olga: Page
) -> None:
    row = make_signature(appeal, moderation=ModerationStatus.HELD)

    olga.goto(QUEUE)
    olga.get_by_label("Note", exact=True).press("h")
    olga.keyboard.press("?")
    olga.get_by_text("Raccourcis clavier").click()
    olga.get_by_label("Utiliser des touches seules").uncheck()
    olga.reload()
    olga.keyboard.press("j")
    olga.keyboard.press("a")

    row.refresh_from_db()
    assert row.moderation == ModerationStatus.HELD


def test_enter_in_a_note_decides_nothing_and_loses_nothing(appeal: Appeal, olga: Page) -> None:
    row = make_signature(appeal, moderation=ModerationStatus.HELD)

    olga.goto(QUEUE)
    olga.keyboard.press("j")
    olga.keyboard.press("x")
    olga.get_by_label("Note", exact=True).fill("appelée")
    olga.keyboard.press("Enter")
    said = olga.locator(".messagelist .error")
    expect(said).to_be_focused()
    expect(olga.get_by_label("Note", exact=True)).to_have_value("appelée")
    expect(olga.locator(f"#select-{row.pk}")).to_be_checked()
    wrong = faults(olga)

    olga.goto(f"/staff/signatures/signature/{row.pk}/change/")
    olga.get_by_label("Note", exact=True).fill("appelée")
    olga.keyboard.press("Enter")
    olga.wait_for_timeout(200)

    assert not ModerationDecision.objects.exists()
    assert wrong == []


def test_a_famous_name_takes_a_proof_and_a_second_person(
    appeal: Appeal, browser: Browser, olga: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    earlier = make_signature(appeal, last_name="Autre")
    FeaturedSignatory.objects.create(signature=earlier, position=1)
    keys = {"first_key": "marie", "last_key": "curie"}
    name = {"first_name": "Marie", "last_name": "Curie"}
    WatchedName.objects.get_or_create(**keys, defaults={**name, "kind": "well_known"})
    row = make_signature(appeal, **name)
    hold_back(row)
    complaints = Complaints(olga)

    olga.goto(QUEUE)
    olga.get_by_role("link", name="Libérer avec une preuve").click()
    wrong = faults(olga, "release-form")
    olga.locator("#id_proof").select_option("call")
    olga.get_by_label("Ce qui a été vu").fill("Rappelée au laboratoire le 3, voix reconnue.")
    olga.get_by_role("button", name="Consigner la preuve").click()
    expect(olga.get_by_text("Une seconde personne doit donner son accord.")).to_be_visible()
    expect(olga.get_by_role("button", name="D’accord")).to_have_count(0)
    before = total(appeal) - 1
    colleague = make_staff("moderator", name="Max")
    with somebody(browser, live_server.url, colleague, locale="fr-FR") as other:
        other.goto(QUEUE)
        other.get_by_role("link", name="Marie Curie").first.click()
        wrong += faults(other, "release-open")
        other.get_by_role("button", name="D’accord : libérer").click()
        expect(other.get_by_text("Libérée : comptée et affichée.")).to_be_visible()

    olga.goto("/fr/appeals/appel/signatories/")
    expect(olga.get_by_text("Marie Curie")).to_be_visible()
    wrong += put_forward(olga, row, tmp_path / "portrait.jpg")
    olga.goto("/fr/")
    first = olga.locator(".featured li").first
    expect(first).to_contain_text("Deux fois prix Nobel")
    expect(first).to_contain_text("On ne doit rien craindre.")
    assert (before, total(appeal), wrong, complaints.heard) == (0, 2, [], [])


def put_forward(olga: Page, row: Signature, portrait: Path) -> list[object]:
    """Feature a signatory before another one, in what order by keyboard and by mouse."""
    Image.new("RGB", (900, 600), "navy").save(portrait)
    olga.goto(f"/staff/signatures/signature/{row.pk}/change/")
    olga.get_by_role("button", name="Mettre en avant").click()
    olga.get_by_label("Titre").fill("Deux fois prix Nobel")
    olga.get_by_label("Citation").fill("On ne doit rien craindre.")
    olga.get_by_label("Portrait").set_input_files(portrait)
    olga.get_by_role("button", name="Enregistrer").click()
    olga.get_by_role("button", name="Approuver cette citation").click()
    expect(olga.get_by_text("Approuvée par Olga")).to_be_visible()
    wrong = faults(olga, "feature")
    olga.goto("/staff/signatures/featuredsignatory/")
    people = olga.locator(".case h3")
    expect(people).to_have_text(["Suzie Autre", "Marie Curie"])
    olga.get_by_role("button", name="Monter Marie Curie").press("Enter")
    expect(people).to_have_text(["Marie Curie", "Suzie Autre"])
    expect(olga.get_by_role("button", name="Descendre Marie Curie")).to_be_focused()
    cases = olga.locator(".case")
    cases.nth(1).drag_to(cases.nth(0))
    expect(people).to_have_text(["Suzie Autre", "Marie Curie"])
    olga.get_by_role("button", name="Monter Marie Curie").press("Enter")
    expect(people).to_have_text(["Marie Curie", "Suzie Autre"])
    return wrong + faults(olga, "featured")


def test_a_wave_of_five_thousand_is_taken_out_and_put_back(appeal: Appeal, olga: Page) -> None:
    make_crowd(appeal, 5_000)
    Signature.objects.filter(appeal=appeal).update(channel="robot")
    make_signature(appeal)
    before = total(appeal)
    complaints = Complaints(olga)

    olga.goto("/staff/signatures/invalidation/add/")
    olga.locator("#id_appeal").select_option(index=1)
    olga.get_by_label("Canal").fill("robot")
    olga.get_by_label("Motif public").select_option("automated")
    olga.get_by_role("button", name="Les compter").click()
    expect(olga.get_by_role("heading", name="signatures quitteraient")).to_be_visible()
    wrong = faults(olga, "wave-preview")
    olga.get_by_role("button", name="Les retirer du décompte").click()
    expect(olga.get_by_role("progressbar")).to_be_visible()  # without another click
    wrong += faults(olga, "wave-running")
    work()
    expect(olga.get_by_text("signatures ont été retirées du décompte.")).to_be_visible()
    out = total(appeal)
    olga.get_by_role("link", name="La vague, et comment la remettre").click()
    wrong += faults(olga, "wave-done")
    olga.get_by_role("button", name="Annuler : les remettre").click()
    work()
    expect(olga.get_by_text("signatures sont redevenues")).to_be_visible()

    assert (out, total(appeal), wrong, complaints.heard) == (1, before, [], [])
