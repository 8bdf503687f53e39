"""The owner's page: correcting, taking the data away, and what withdrawing leaves."""

import json

import pytest
from django.test import Client

from appeal.enums import AppealState, Retraction
from appeal.models import Appeal
from signatures.desk.featuring import approve_quote, describe, feature
from signatures.enums import SignatureStatus
from signatures.figures.counting import figures
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.tokens import Purpose
from tests.factories import make_signature
from tests.signatures.signing.links import link
from tests.signatures.signing.pages import Page
from tests.staff import make_staff


@pytest.fixture
def verified(appeal: Appeal) -> Signature:
    return make_signature(
        appeal, first_name="Suzie", last_name="Lefèvre", city="Ganges", message="Courage"
    )


def without_withdrawal(page: Page) -> dict[str, str]:
    """The fields of the first of the page's two forms."""
    return {name: value for name, value in page.values.items() if name != "withdraw"}


def shown(client: Client, address: str) -> dict[str, str]:
    return without_withdrawal(Page(client.get(address)))


@pytest.mark.requirement("R-64")
def test_form_that_is_sent_back_as_it_came_changes_one_thing(
    client: Client, verified: Signature
) -> None:
    address = link(verified, Purpose.MANAGE, language="en")
    form = shown(client, address)

    response = client.post(address, {**form, "display": "full", "city": "Sète"})

    verified.refresh_from_db()
    assert (response.status_code, response["Location"]) == (303, f"{address}?saved=1")
    assert (verified.city, verified.last_name) == ("Sète", "Lefèvre")
    page = Page(client.get(response["Location"]))
    assert "Your changes are saved." in page.text
    assert "Suzie Lefèvre" in page.text


@pytest.mark.requirement("R-64")
def test_category_country_and_message_are_corrected(client: Client, verified: Signature) -> None:
    address = link(verified, Purpose.MANAGE, language="en")
    form = shown(client, address)

    client.post(address, {**form, "category": "citizen", "country": "BE", "message": ""})

    verified.refresh_from_db()
    assert (verified.category.code, verified.country, verified.message) == ("citizen", "BE", "")
    page = Page(client.get(address)).text
    assert "Citizens" in page
    assert "Belgium" in page


def test_category_that_the_appeal_has_not_is_refused(client: Client, verified: Signature) -> None:
    response = client.post(link(verified, Purpose.MANAGE), {"category": "astronaut"})

    assert (response.status_code, Page(response).wrong) == (422, {"category"})


def test_field_that_is_not_sent_stays(client: Client, verified: Signature) -> None:
    client.post(link(verified, Purpose.MANAGE), {"city": ""})

    verified.refresh_from_db()
    assert (verified.city, verified.last_name, verified.display) == ("", "Lefèvre", "full")


def test_mistake_is_told_beside_its_field(client: Client, verified: Signature) -> None:
    response = client.post(link(verified, Purpose.MANAGE), {"last_name": "", "display": "full"})

    page = Page(response)
    assert (response.status_code, page.wrong) == (422, {"last_name"})
    assert "#id_last_name" in page.links
    verified.refresh_from_db()
    assert verified.last_name == "Lefèvre"


def test_second_tab_keeps_what_was_typed_and_stores_nothing(
    client: Client, verified: Signature
) -> None:
    address = link(verified, Purpose.MANAGE, language="en")
    first = {**shown(client, address), "display": "full"}
    client.post(address, {**first, "city": "Sète"})

    response = client.post(address, {**first, "city": "Nîmes"})

    page = Page(response)
    verified.refresh_from_db()
    assert (response.status_code, verified.city) == (409, "Sète")
    assert "changed in another window" in page.text
    again = client.post(address, {**without_withdrawal(page), "display": "full"})
    verified.refresh_from_db()
    assert (again.status_code, verified.city) == (303, "Nîmes")


@pytest.mark.requirement("R-64")
def test_data_are_taken_away(client: Client, verified: Signature) -> None:
    address = link(verified, Purpose.MANAGE, language="en")

    program = client.get(f"{address}data.json")
    reader = client.get(f"{address}data.txt")

    data = json.loads(program.content)
    assert data["signature"]["last_name"] == "Lefèvre"
    assert data["signature"]["message"] == "Courage"
    assert data["text"]["sha256"] == verified.version.sha256
    text = reader.content.decode()
    assert "Name: Suzie Lefèvre" in text
    assert verified.email in text
    for answer in (program, reader):
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"


def test_data_of_a_signature_that_is_gone_are_gone(client: Client, appeal: Appeal) -> None:
    signature = make_signature(appeal, status=SignatureStatus.WITHDRAWN)

    answer = client.get(f"{link(signature, Purpose.MANAGE)}data.json")

    assert answer["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("policy", "rows", "told"), [(Retraction.DATED, 1, 1), (Retraction.DELETED, 0, 0)]
)
def test_withdrawal_leaves_what_the_appeal_says(
    client: Client, verified: Signature, policy: Retraction, rows: int, told: int
) -> None:
    Appeal.objects.update(retraction=policy)
    address = link(verified, Purpose.MANAGE, language="en")

    client.post(address, {"withdraw": "yes"})

    now = database_now()
    counted = figures(verified.appeal, language="fr", now=now)
    assert (Signature.objects.count(), counted.total, counted.withdrawn) == (rows, 0, told)
    assert Page(client.get(address)).heading == "The signature is withdrawn"
    wall = Page(client.get("/en/appeals/appel/signatories/")).text
    assert ("Withdrawn on" in wall) is (told == 1)


def test_page_says_what_a_withdrawal_leaves(client: Client, verified: Signature) -> None:
    address = link(verified, Purpose.MANAGE, language="en")

    said = []
    for policy in Retraction:
        Appeal.objects.update(retraction=policy)
        said.append("Nothing stays of your signature." in Page(client.get(address)).text)

    assert said == [False, True]


@pytest.mark.parametrize(
    ("state", "may_sign_again"),
    [(AppealState.OPEN, True), (AppealState.PAUSED, False), (AppealState.CLOSED, False)],
)
def test_signing_again_is_advised_only_while_it_is_possible(
    client: Client, verified: Signature, state: AppealState, *, may_sign_again: bool
) -> None:
    Appeal.objects.update(state=state)
    address = link(verified, Purpose.MANAGE, language="en")

    seen, asked = client.get(address), client.post(address, {"withdraw": "ask"})

    assert ("withdraw and sign again" in Page(seen).text) is may_sign_again
    for page in (Page(seen).text, Page(asked).text):
        assert ("you may sign again" in page) is may_sign_again
        assert ("you could not sign again" in page) is not may_sign_again


@pytest.mark.requirement("R-64")
def test_featured_signatory_sees_the_words_on_the_page(client: Client, verified: Signature) -> None:
    staff = make_staff("organiser")
    row = feature(verified, by=staff)
    describe(row, title="Astronome", quote="Regardez en haut.", portrait=None, by=staff)
    address = link(verified, Purpose.MANAGE, language="en")

    before = Page(client.get(address)).text
    approve_quote(row, quote="Regardez en haut.", by=staff)
    after = Page(client.get(address)).text

    assert "Suzie Lefèvre, Astronome" in before
    assert ["Regardez en haut." in text for text in (before, after)] == [False, True]
    data = json.loads(client.get(f"{address}data.json").content)
    assert data["featured"] == [
        {"title": "Astronome", "quote": "Regardez en haut.", "has_portrait": False}
    ]
