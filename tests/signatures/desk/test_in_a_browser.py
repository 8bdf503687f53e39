"""The desk in Chromium: its policy, its accessibility, its width, and a working day."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Browser, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from appeal.enums import ChangeKind
from appeal.models import Appeal
from appeal.versions import draft_next_version
from signatures.desk.exports import COLUMNS, NOT_BY_DEFAULT
from signatures.desk.jobs import run_due
from signatures.desk.kinds import KINDS
from signatures.enums import ModerationStatus, SignatureStatus
from signatures.models import Signature
from tests.factories import make_appeal, make_signature
from tests.journeys.browser import chromium_beside_django, follow, overflows, picture, violations
from tests.signatures.desk.browsing import Complaints, somebody
from tests.signatures.news.letters import make_newsletter
from tests.staff import PASSWORD, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("desk")]
LIST = "/staff/signatures/signature/"


@pytest.fixture
def appeal(live_server: LiveServer) -> Appeal:
    """An appeal that the server's threads see, too."""
    return make_appeal()


@pytest.fixture
def browser(appeal: Appeal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    with chromium_beside_django(monkeypatch) as running:
        yield running


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The page of an administrator, whose address no phone can hold on one line."""
    email = "administratrice.aux-deux-longs-prenoms@universite.example"
    user = make_staff("administrator", email=email)
    with somebody(browser, live_server.url, user) as opened:
        yield opened


def test_every_page_keeps_its_policy_and_the_rules_of_accessibility(
    appeal: Appeal, page: Page
) -> None:
    row = make_signature(appeal, moderation="held", organisation="École d’Exemple")
    for _number in range(51):
        make_signature(appeal)
    draft = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
    staff = User.objects.get()
    pages = {
        "index": "/staff/",
        "section": "/staff/signatures/",
        "list": f"{LIST}?moderation__exact=held",
        "list-empty": f"{LIST}?q=nobody",
        "detail": f"{LIST}{row.pk}/change/",
        "export": f"{LIST}export/",
        "outbox": "/staff/signatures/outboundemail/",
        "appeals": "/staff/appeal/appeal/",
        "appeal": f"/staff/appeal/appeal/{appeal.pk}/change/",
        "appeal-delete": f"/staff/appeal/appeal/{appeal.pk}/delete/",
        "versions": "/staff/appeal/appealversion/",
        "draft": f"/staff/appeal/appealversion/{draft.pk}/change/",
        "category": "/staff/appeal/category/add/",
        "staff": "/staff/accounts/user/",
        "invite": "/staff/accounts/user/add/",
        "member": f"/staff/accounts/user/{staff.pk}/change/",
        "password": "/staff/password_change/",
    }
    complaints = Complaints(page)
    wrong: dict[str, object] = {}

    for name, address in pages.items():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        heard = complaints.heard.copy()
        picture(page, f"desk-{name}")
        found = (heard, violations(page), overflows(page))
        if found != ([], [], False):
            wrong[name] = found
        complaints.heard.clear()

    assert wrong == {}


def test_the_door_keeps_its_policy_and_the_rules_of_accessibility(
    browser: Browser, live_server: LiveServer
) -> None:
    wrong: dict[str, object] = {}

    with somebody(browser, live_server.url) as page:
        complaints = Complaints(page)
        for name in ("login", "signup", "password/reset", "inactive"):
            page.goto(f"/accounts/{name}/")
            heard = complaints.heard.copy()
            picture(page, f"door-{name.replace('/', '-')}")
            found = (heard, violations(page), overflows(page))
            if found != ([], [], False):
                wrong[name] = found
            complaints.heard.clear()

    assert wrong == {}


def test_a_page_is_decided_about_and_an_invalidation_is_taken_back(
    appeal: Appeal, page: Page
) -> None:
    row = make_signature(appeal, last_name="Exemple", moderation="held")
    complaints = Complaints(page)

    page.goto("/staff/")
    page.locator(".waiting").get_by_role("link", name="Held signatures").click()
    page.get_by_role("link", name="Suzie Exemple").click()
    page.get_by_label("Note").fill("preuve vue")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("1 signature: decision recorded.")).to_be_visible()
    page.get_by_role("button", name="Invalidate…").click()
    picture(page, "desk-invalidate")
    asked = violations(page)
    page.get_by_role("button", name="Invalidate").click()  # without a reason: not sent
    page.get_by_label("Public reason").select_option("forged")
    page.get_by_role("button", name="Invalidate").click()
    expect(page.locator(".decisions .badge").first).to_have_text("invalidated")
    page.get_by_role("button", name="Reinstate").click()
    decisions = page.locator(".history tbody td:nth-child(2)")
    expect(decisions).to_have_text(["reinstated", "invalidated", "approved"])
    page.get_by_role("button", name="Close").click()
    page.wait_for_url("**moderation__exact=held**")  # back in the list it came from

    row.refresh_from_db()
    assert (row.status, row.moderation) == (SignatureStatus.VERIFIED, ModerationStatus.APPROVED)
    assert (complaints.heard, asked) == ([], [])


def test_a_whole_filter_is_selected_across_its_pages(appeal: Appeal, page: Page) -> None:
    for _number in range(60):
        make_signature(appeal, language="en")
    make_signature(appeal)
    complaints = Complaints(page)

    page.goto(LIST)
    page.locator("#changelist-filter").get_by_role("link", name="English").click()
    page.wait_for_url("**language=en*")
    page.check("#action-toggle")
    page.get_by_role("button", name="Select all 60 lines").click()
    page.locator("select[name=action]").select_option("hide")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("60 signatures: decision recorded.")).to_be_visible()

    hidden = Signature.objects.filter(moderation=ModerationStatus.HIDDEN)
    assert set(hidden.values_list("language", flat=True)) == {"en"}
    assert hidden.count() == 60
    assert complaints.heard == []


def test_what_was_found_is_taken_away_as_a_file(
    appeal: Appeal, browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    make_signature(appeal, last_name="=Exemple", email="zoe@campus.example", language="en")
    make_signature(appeal)
    exporter = make_staff("exporting organiser")
    make_staff("administrator")  # nothing leaves while there is nobody to be told

    with somebody(browser, live_server.url, exporter, accept_downloads=True) as page:
        page.goto(LIST)
        page.get_by_label("Search").fill("zoe@campus.example")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="Export").click()
        expect(page.get_by_text("1 signature will be in the file.")).to_be_visible()
        ticked = page.locator(".export-columns input:checked").count()
        page.get_by_label("Email address (email)").check()
        page.get_by_label("CSV, with semicolons").check()
        page.get_by_label("Handing the appeal over").check()
        page.get_by_label("Why, in your words").fill("For the jury, until the hearing.")
        page.get_by_role("button", name="Make the file").click()
        page.wait_for_url("**/job/*/")  # a click does not wait: there may be no work yet
        while run_due(KINDS):
            pass
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the file").click()
        download.value.save_as(tmp_path / "export.csv")

    with (tmp_path / "export.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file, delimiter=";")
    assert ticked == len(COLUMNS) - len(NOT_BY_DEFAULT)
    assert (row["last_name"], row["email"]) == ("'=Exemple", "zoe@campus.example")


def test_an_invitation_leads_to_the_desk_of_its_role(
    appeal: Appeal, browser: Browser, page: Page, live_server: LiveServer
) -> None:
    make_signature(appeal, last_name="Exemple", email="zoe.secret@campus.example")

    page.goto("/staff/accounts/user/add/")
    page.get_by_role("textbox", name="Email address").fill("max@appel.example")
    page.get_by_label("Moderator:").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("An invitation was sent to max@appel.example.")).to_be_visible()
    (path,) = set(re.findall(r"/accounts/password/reset/key/\S+", str(mail.outbox[0].body)))

    with somebody(browser, live_server.url) as moderator:
        complaints = Complaints(moderator)
        moderator.goto(path)
        picture(moderator, "door-invitation")
        found = violations(moderator)
        for field in moderator.locator("input[type=password]").all():
            field.fill(PASSWORD)
        with moderator.expect_navigation():
            moderator.locator("form:has(input[type=password]) button").first.click()
        moderator.goto("/staff/")
        moderator.locator("input[name=login]").fill("max@appel.example")
        moderator.locator("input[name=password]").fill(PASSWORD)
        follow(moderator, "form:has(input[name=password]) button[type=submit]")
        picture(moderator, "desk-moderator")
        moderator.goto(LIST)
        with moderator.expect_navigation():
            moderator.get_by_role("link", name="Suzie Exemple").click()
        text = moderator.locator("main").inner_text()

    assert "Exemple" in text
    assert "zoe.secret" not in text
    assert (complaints.heard, found) == ([], [])


def test_the_press_opens_its_figures_and_nothing_else(
    appeal: Appeal, browser: Browser, live_server: LiveServer
) -> None:
    make_signature(appeal, last_name="Secret")

    with somebody(browser, live_server.url, make_staff("press")) as page:
        complaints = Complaints(page)
        page.goto("/staff/")
        picture(page, "desk-press")
        found = (violations(page), overflows(page))
        text = page.locator("main").inner_text()
        with page.expect_navigation():
            page.get_by_role("link", name="The press page: figures and chart").click()
        figures = page.url

    assert "For responsible AI" in text
    assert "Secret" not in text
    assert figures == f"{live_server.url}/en/appeals/{appeal.slug}/figures/"
    assert (complaints.heard, found) == ([], ([], False))


def test_words_of_a_letter_that_are_not_stored_are_asked_about(appeal: Appeal, page: Page) -> None:
    """“Send it to myself” belongs to another form, and sends what is stored."""
    newsletter = make_newsletter(appeal, tested=False)
    page.goto(f"/staff/signatures/newsletter/{newsletter.pk}/change/")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    subject = page.locator("#id_texts-0-subject")
    subject.fill("Autre chose")
    subject.blur()
    page.get_by_role("button", name="Send it to myself").click(no_wait_after=True)

    expect(subject).to_have_value("Autre chose")
    assert asked == ["beforeunload"]
    assert newsletter.texts.exclude(subject="Autre chose").count() == newsletter.texts.count()
