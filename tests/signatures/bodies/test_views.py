"""The pages for organisations, over HTTP, without JavaScript."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.addresses import recipient_key
from signatures.bodies.conversion import BodyFacts, to_body
from signatures.enums import BodyState, OrganisationKind
from signatures.mail.compose import compose
from signatures.models import BodySignature, OutboundEmail, Signature, SuppressedAddress
from signatures.models.clock import database_now
from signatures.risk.limits import MAILS_PER_DAY
from signatures.risk.suppression import suppress
from signatures.tokens import Purpose
from tests.factories import make_signature
from tests.signatures.bodies.bodies import ask, body_link, make_body, typed
from tests.signatures.signing.entries import form_token
from tests.signatures.signing.links import link
from tests.signatures.signing.pages import Page
from tests.signatures.signing.test_same_answer import work
from tests.staff import make_staff

FORM = "/fr/appeals/appel/sign-as-organisation/"
EMAIL = "olga@exemple.example"


def test_form_is_sent_and_waits_for_the_mailbox(client: Client, appeal: Appeal) -> None:
    page = Page(client.get(FORM))

    answer = client.post(FORM, typed(appeal))

    assert {"id_organisation", "id_kind", "id_email", "id_authorised", "id_consent"} <= page.ids
    assert (page.scripts, page.handlers) == (0, set())
    assert (answer.status_code, answer["Location"]) == (303, f"{FORM}sent/")
    body = BodySignature.objects.get()
    assert (body.state, body.homepage, body.language) == (
        BodyState.PENDING,
        "https://exemple.example",
        "fr",
    )
    sent = Page(client.get(answer["Location"]))
    assert sent.heading == "Consultez votre messagerie"
    assert "cinq fois en deux mois" in sent.text
    assert "Une erreur dans l’adresse" in sent.text
    assert FORM in sent.links


REQUIRED = ("organisation", "kind", "first_name", "last_name", "role", "email", "mandate")


@pytest.mark.requirement("R-74")
@pytest.mark.parametrize("name", [*REQUIRED, "authorised", "consent"])
def test_what_lacks_is_said_beside_its_field(client: Client, appeal: Appeal, name: str) -> None:
    answer = client.post(FORM, typed(appeal, **{name: None}))

    page = Page(answer)
    assert answer.status_code == 422
    assert page.wrong == {name}
    assert f"#id_{name}" in page.links
    assert page.title.startswith("Erreur")
    assert not BodySignature.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("organisation", "=cmd()"),
        ("organisation", "www.casino.example"),
        ("kind", "club"),
        ("homepage", "javascript:alert(1)"),
        ("homepage", "pas une adresse"),
        ("email", "olga"),
        ("mandate", "Lisez https://casino.example"),
        ("role", "x" * 121),
    ],
)
def test_what_cannot_be_is_refused(client: Client, appeal: Appeal, name: str, value: str) -> None:
    answer = client.post(FORM, typed(appeal, **{name: value}))

    assert (answer.status_code, Page(answer).wrong) == (422, {name})
    assert Page(answer).values.get("last_name") == "Présidente"


@pytest.mark.requirement("R-08")
@pytest.mark.parametrize("trap", ["website", "speed"])
def test_program_gets_the_same_answer_and_nothing_happens(
    client: Client, appeal: Appeal, trap: str
) -> None:
    token = form_token(appeal.versions.get().pk, age=timedelta(seconds=1))
    fields = {"website": "x"} if trap == "website" else {"form_token": token}

    answer = client.post(FORM, typed(appeal, **fields))

    assert (answer.status_code, answer["Location"]) == (303, f"{FORM}sent/")
    assert not BodySignature.objects.exists()


def _over_the_cap_of_the_day(appeal: Appeal) -> None:
    for _ in range(MAILS_PER_DAY):
        ask(appeal, email=EMAIL)


STATES: dict[str, Callable[[Appeal], object]] = {
    "new": lambda _: None,
    "pending": lambda a: ask(a, email=EMAIL),
    "verified": lambda a: make_body(a, name="Association Exemple", email=EMAIL),
    "approved": lambda a: make_body(
        a, name="Association Exemple", email=EMAIL, state=BodyState.APPROVED
    ),
    "a person's": lambda a: make_signature(a, email=EMAIL),
    "suppressed": lambda _: suppress(recipient_key(EMAIL)),
    "over the cap": _over_the_cap_of_the_day,
}


@pytest.mark.requirement("R-03")
@pytest.mark.parametrize("state", STATES)
def test_answer_is_the_same_for_every_state(client: Client, appeal: Appeal, state: str) -> None:
    STATES[state](appeal)

    answer = client.post(FORM, typed(appeal))

    assert (answer.status_code, answer["Location"], answer.content) == (303, f"{FORM}sent/", b"")
    assert dict(answer.cookies) == {}


@pytest.mark.requirement("R-03")
@pytest.mark.parametrize("state", STATES)
def test_asking_does_the_same_work_for_every_state(
    client: Client, appeal: Appeal, state: str
) -> None:
    """As in signing/test_same_answer.py: statements are compared, not the clock."""
    client.post(FORM, typed(appeal, email="first@exemple.example"))  # fills memories
    with CaptureQueriesContext(connection) as of_stranger:
        client.post(FORM, typed(appeal, email="zoe@exemple.example"))
    STATES[state](appeal)

    with CaptureQueriesContext(connection) as queries:
        client.post(FORM, typed(appeal))

    # A representative who has confirmed is promised the link besides: one statement.
    assert not work(of_stranger) - work(queries)
    assert (work(queries) - work(of_stranger)).total() <= 1


def test_the_mail_to_look_for_is_the_one_that_comes(client: Client, appeal: Appeal) -> None:
    sent = client.post(FORM, typed(appeal))
    page = " ".join(unescape(client.get(sent["Location"]).text).split())

    mail = compose(OutboundEmail.objects.get())
    assert f"<dd> {mail.subject} </dd>" in page
    assert f"<dd> {mail.from_email} </dd>" in page
    (button,) = re.findall(r"« (Confirmer pour mon .*?) »", page)
    assert button in mail.body


def test_closed_appeal_shows_no_form_and_takes_none(client: Client, appeal: Appeal) -> None:
    Appeal.objects.update(state=AppealState.CLOSED)

    assert "id_organisation" not in Page(client.get(FORM)).ids
    assert client.post(FORM, typed(appeal)).status_code == 409
    assert not OutboundEmail.objects.exists()


@pytest.mark.requirement("R-01")
def test_opening_the_link_changes_nothing_and_the_button_confirms(
    client: Client, appeal: Appeal
) -> None:
    body = make_body(appeal, state=BodyState.PENDING)
    address = body_link(body)

    for _ in range(5):
        client.get(address)
        client.head(address)
    body.refresh_from_db()
    untouched = body.state
    answer = client.post(address, {"act": "confirm"})

    body.refresh_from_db()
    assert (untouched, body.state) == (BodyState.PENDING, BodyState.VERIFIED)
    assert (answer.status_code, answer["Location"]) == (303, address)
    assert "vérifie le mandat" in Page(client.get(address)).text


@pytest.mark.parametrize(
    ("left", "closed", "heading"),
    [
        (True, False, "Ce lien est trop ancien"),
        (True, True, "Cet appel est clos"),
        (False, False, "Il ne reste rien de cette signature"),
    ],
)
def test_old_link_says_what_can_still_be_had(
    client: Client, appeal: Appeal, *, left: bool, closed: bool, heading: str
) -> None:
    body = make_body(appeal, state=BodyState.PENDING)
    address = body_link(body, days=-1)
    if closed:
        Appeal.objects.update(closes_at=database_now() - timedelta(days=2))
    if not left:
        body.delete()

    assert Page(client.get(address)).heading == heading


def test_withdrawal_takes_two_steps(client: Client, appeal: Appeal) -> None:
    body = make_body(appeal, state=BodyState.APPROVED)
    address = body_link(body)

    asked = Page(client.post(address, {"act": "ask-withdraw"}))
    body.refresh_from_db()
    untouched = body.state
    gone = client.get(client.post(address, {"act": "withdraw"})["Location"])

    assert asked.heading == "Retirer la signature de votre organisation ?"
    assert untouched == BodyState.APPROVED
    body.refresh_from_db()
    assert body.state == BodyState.WITHDRAWN
    assert Page(client.get(address)).heading == Page(gone).heading == "La signature est retirée"
    assert "Université d’Exemple" in gone.content.decode().split("</header>", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("state", "said"), [(AppealState.OPEN, "peut signer"), (AppealState.CLOSED, "ne pourrait pas")]
)
def test_signing_again_is_promised_only_while_it_is_possible(
    client: Client, appeal: Appeal, state: AppealState, said: str
) -> None:
    body = make_body(appeal, state=BodyState.APPROVED)
    Appeal.objects.update(state=state)

    asked = Page(client.post(body_link(body), {"act": "ask-withdraw"})).text

    assert [words for words in ("peut signer", "ne pourrait pas") if words in asked] == [said]


def test_who_did_not_ask_is_asked_and_erases_it(client: Client, appeal: Appeal) -> None:
    body = make_body(appeal, state=BodyState.PENDING)
    address = body_link(body)

    shown = client.get(address).content.decode()
    asked = client.post(address, {"act": "ask-not-me"})

    assert 'value="not-me"' not in shown
    assert Page(asked).heading == "Vous n’avez pas signé ?"
    assert address in Page(asked).links
    assert (BodySignature.objects.count(), SuppressedAddress.objects.count()) == (1, 0)
    client.post(address, {"act": "not-me"})
    assert not BodySignature.objects.exists()
    assert SuppressedAddress.objects.count() == 1


@pytest.mark.parametrize("state", BodyState)
def test_page_says_where_it_stands(client: Client, appeal: Appeal, state: BodyState) -> None:
    if state == BodyState.WITHDRAWN:
        return
    page = Page(client.get(body_link(make_body(appeal, name="Exemple", state=state))))

    assert "Exemple" in page.text
    assert "Olga Présidente" in page.text


def test_link_that_is_too_old_or_made_up_says_what_to_do(client: Client, appeal: Appeal) -> None:
    body = make_body(appeal)

    assert client.get(body_link(body, days=-1)).status_code == 410
    assert client.get("/fr/organisation-signature/nonsense/").status_code == 404
    # A token for one purpose opens nothing else.
    person = link(make_signature(appeal), Purpose.MANAGE).split("/")[3]
    assert client.get(f"/fr/organisation-signature/{person}/").status_code == 404


def test_public_list_shows_the_organisation_and_not_who_represents_it(
    client: Client, appeal: Appeal
) -> None:
    make_body(appeal, name="Exemple approuvé", state=BodyState.APPROVED)
    make_body(appeal, name="Exemple en attente")

    texts = [
        Page(client.get(address)).text
        for address in ("/fr/appeals/appel/organisations/", "/fr/", "/en/")
    ]

    for text in texts:
        assert "Exemple approuvé" in text
        assert "Exemple en attente" not in text
        assert "Olga" not in text


def test_figures_page_tells_organisations_apart(client: Client, appeal: Appeal) -> None:
    make_signature(appeal)
    for _ in range(3):
        make_body(appeal, state=BodyState.APPROVED)

    published = client.get("/fr/appeals/appel/figures.json").json()
    text = Page(client.get("/fr/appeals/appel/figures/")).text

    assert published["total"] == 1
    assert published["organisations"] == {
        "total": 3,
        "by_kind": [{"kind": "association", "count": 3}],
        "under_review": 0,
        "withdrawn": 0,
    }
    assert "Organisations, comptées à part" in text


def test_owner_of_a_converted_signature_finds_the_organisations(
    client: Client, appeal: Appeal
) -> None:
    person: Signature = make_signature(appeal)
    facts = BodyFacts(name="Exemple", kind=OrganisationKind.OTHER, role="")
    to_body(person, facts, by=make_staff("organiser"))

    moved = client.get(link(person, Purpose.MANAGE))
    page = Page(client.get(moved["Location"]))

    assert (moved.status_code, page.heading) == (303, "La signature de votre organisation")
    assert "Exemple" in page.text
