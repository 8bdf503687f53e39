"""The page of one's own signature, and the form that mails the link to it."""

from datetime import timedelta

import pytest
from django.test import Client

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.enums import Display, EmailKind, ModerationStatus, SignatureStatus
from signatures.figures.counting import total
from signatures.models import OutboundEmail, Signature
from signatures.tokens import Purpose
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.links import link
from tests.signatures.signing.pages import Page

EMAIL = "suzie@campus.example"


@pytest.fixture
def verified(appeal: Appeal) -> Signature:
    return make_signature(appeal, first_name="Suzie", last_name="Lefèvre", email=EMAIL)


@pytest.mark.parametrize("display", Display)
def test_page_shows_what_is_chosen(client: Client, appeal: Appeal, display: Display) -> None:
    signature = make_signature(appeal, display=display)

    page = Page(client.get(link(signature, Purpose.MANAGE)))

    assert page.ticked == {("display", display)}


def test_choice_is_saved(client: Client, verified: Signature) -> None:
    address = link(verified, Purpose.MANAGE)

    response = client.post(address, {"display": "initials", "updates": "on"})

    verified.refresh_from_db()
    assert (response.status_code, response["Location"]) == (303, f"{address}?saved=1")
    assert (verified.display, verified.updates_consented_at is None) == ("initials", False)
    assert Page(client.get(address)).ticked == {("display", "initials"), ("updates", "on")}


@pytest.mark.parametrize("fields", [{}, {"display": "everything"}, {"withdraw": ""}])
def test_choice_that_is_none_changes_nothing(
    client: Client, verified: Signature, fields: dict[str, str]
) -> None:
    before = Signature.objects.values().get()

    response = client.post(link(verified, Purpose.MANAGE), fields)

    assert response.status_code == (200 if "withdraw" in fields else 422)
    assert Signature.objects.values().get() == before


def test_withdrawal_is_asked_for_twice(client: Client, verified: Signature) -> None:
    address = link(verified, Purpose.MANAGE)

    first = client.post(address, {"withdraw": "ask"})
    assert (first.status_code, total(verified.appeal)) == (200, 1)

    second = client.post(address, {"withdraw": "yes"})
    assert (second.status_code, second["Location"]) == (303, f"{address}?appeal=appel")
    assert (total(verified.appeal), Signature.objects.get().last_name) == (0, "")


def test_page_after_a_withdrawal_says_so_under_the_name_of_the_appeal(
    client: Client, verified: Signature
) -> None:
    address = link(verified, Purpose.MANAGE, language="en")

    page = client.get(client.post(address, {"withdraw": "yes"})["Location"])

    assert Page(page).heading == "The signature is withdrawn"
    assert "Université d’Exemple" in page.content.decode().split("</header>", maxsplit=1)[0]


def test_page_after_a_withdrawal_shows_nothing_of_it(client: Client, verified: Signature) -> None:
    address = link(verified, Purpose.MANAGE)
    client.post(address, {"withdraw": "yes"})

    for response in (client.get(address), client.post(address, {"withdraw": "yes"})):
        assert response.status_code == 200
        assert "Lefèvre" not in Page(response).text
    assert total(verified.appeal) == 0


def test_page_of_a_signature_that_is_withdrawn_says_so(client: Client, appeal: Appeal) -> None:
    gone = make_signature(appeal, status=SignatureStatus.WITHDRAWN)
    address = link(gone, Purpose.MANAGE, language="en")
    before = Signature.objects.values().get()

    for response in (client.get(address), client.post(address, {"withdraw": "yes"})):
        assert Page(response).heading == "The signature is withdrawn"
        assert response.status_code == 200
    assert Signature.objects.values().get() == before


@pytest.mark.requirement("R-64")
def test_who_was_taken_out_of_the_count_may_have_the_rest_erased(
    client: Client, appeal: Appeal
) -> None:
    out = make_signature(appeal, status=SignatureStatus.INVALIDATED)
    address = link(out, Purpose.MANAGE, language="en")
    before = Signature.objects.values().get()

    page = Page(client.get(address))
    client.post(address, {"display": "full"})

    assert page.heading == "This signature was taken out of the count"
    assert Signature.objects.values().get() == before

    client.post(address, page.values)
    done = client.get(address)

    assert (done.status_code, Page(done).heading) == (410, "Everything that named you is erased")
    assert "withdraw" not in Page(done).values
    out.refresh_from_db()
    assert (out.status, out.last_name, out.email) == (SignatureStatus.INVALIDATED, "", "")


def test_owner_is_told_that_the_organisers_do_not_show_the_name(
    client: Client, appeal: Appeal
) -> None:
    hidden = make_signature(appeal, moderation=ModerationStatus.HIDDEN)
    others = [make_signature(appeal), make_signature(appeal, moderation=ModerationStatus.HELD)]

    told = [
        "do not show this name" in Page(client.get(link(each, Purpose.MANAGE, language="en"))).text
        for each in (hidden, *others)
    ]

    assert told == [True, False, False]


def test_held_signature_is_not_called_counted(client: Client, appeal: Appeal) -> None:
    held = make_signature(appeal, moderation=ModerationStatus.HELD)
    counted = make_signature(appeal)

    for purpose in (Purpose.CONFIRM, Purpose.MANAGE):
        told = [
            "The organisers are reviewing it"
            in Page(client.get(link(each, purpose, language="en"))).text
            for each in (held, counted)
        ]
        assert told == [True, False]


def test_link_that_is_too_old_shows_nothing_and_offers_a_new_one(
    client: Client, verified: Signature
) -> None:
    address = link(verified, Purpose.MANAGE, expires_in=timedelta(seconds=-1))

    for response in (client.get(address), client.post(address, {"withdraw": "yes"})):
        page = Page(response)
        assert (response.status_code, page.values["appeal"]) == (410, "appel")
        assert "Lefèvre" not in page.text
    assert total(verified.appeal) == 1


def test_waiting_signature_may_be_taken_back_and_not_changed(
    client: Client, appeal: Appeal
) -> None:
    signature = make_signature(appeal, status=SignatureStatus.PENDING)
    address = link(signature, Purpose.MANAGE)

    client.post(address, {"display": "hidden"})
    assert Signature.objects.get().display == Display.FULL

    client.post(address, {"withdraw": "yes"})
    assert Signature.objects.count() == 0


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        (SignatureStatus.VERIFIED, [EmailKind.MANAGE]),
        (SignatureStatus.PENDING, [EmailKind.CONFIRM]),
        (SignatureStatus.INVALIDATED, [EmailKind.MANAGE]),
        (SignatureStatus.WITHDRAWN, []),
    ],
)
def test_link_is_mailed_and_never_shown(
    client: Client, appeal: Appeal, status: SignatureStatus, kinds: list[EmailKind]
) -> None:
    make_signature(appeal, email=EMAIL, status=status)

    response = client.post("/fr/my-signature/", {"email": EMAIL, "appeal": "appel"})

    assert (response.status_code, response.content) == (303, b"")
    assert response["Location"] == "/fr/appeals/appel/check-your-inbox/?links=1"
    assert [email.kind for email in OutboundEmail.objects.all()] == kinds


@pytest.mark.parametrize("asked", [True, False])
def test_who_asked_for_the_links_is_told_of_them(
    client: Client, appeal: Appeal, *, asked: bool
) -> None:
    page = Page(client.get(f"/fr/appeals/appel/check-your-inbox/{'?links=1' if asked else ''}"))

    assert page.heading == "Consultez votre messagerie"
    assert ("son lien ouvre la signature" in page.text) is asked
    assert ("Encore une étape" in page.text) is not asked


@pytest.mark.parametrize(
    ("query", "publisher"),
    [("?appeal=appel", "Université d’Exemple"), ("", "Paraphe"), ("?appeal=nowhere", "Paraphe")],
)
def test_page_that_asks_for_the_address_bears_the_name_of_its_appeal(
    client: Client, appeal: Appeal, query: str, publisher: str
) -> None:
    answer = client.get(f"/fr/my-signature/{query}")

    assert answer.status_code == 200
    assert publisher in answer.content.decode().split("</header>", maxsplit=1)[0]


def asked() -> set[str]:
    """Under which appeals a link was promised."""
    return {email.about.appeal.slug for email in OutboundEmail.objects.all()}


@pytest.mark.parametrize(
    ("fields", "slugs"), [({"appeal": "other"}, {"other"}), ({}, {"appel", "other"})]
)
def test_link_is_asked_for_under_every_appeal_unless_one_is_named(
    client: Client, appeal: Appeal, fields: dict[str, str], slugs: set[str]
) -> None:
    for each in (appeal, make_appeal(slug="other", is_featured=False)):
        make_signature(each, email=EMAIL)

    client.post("/fr/my-signature/", {"email": EMAIL, **fields})

    assert asked() == slugs


@pytest.mark.parametrize("is_featured", [True, False])
def test_link_of_an_appeal_that_is_not_featured_is_found_without_its_name(
    client: Client, appeal: Appeal, *, is_featured: bool
) -> None:
    Appeal.objects.update(is_featured=is_featured)
    other = make_appeal(slug="other", is_featured=False)
    make_signature(other, email=EMAIL)

    response = client.post("/fr/my-signature/", {"email": EMAIL})

    assert (response.status_code, asked()) == (303, {"other"})
    slug = "appel" if is_featured else "other"
    assert response["Location"] == f"/fr/appeals/{slug}/check-your-inbox/?links=all"


def test_link_asked_for_once_more_is_asked_for_under_the_same_appeals(
    client: Client, appeal: Appeal
) -> None:
    inbox = "/fr/appeals/appel/check-your-inbox/"
    under_one, under_all = (Page(client.get(f"{inbox}?links={of}")) for of in ("1", "all"))

    assert under_one.values["appeal"] == "appel"
    assert "appeal" not in under_all.values
    assert "/fr/my-signature/?appeal=appel" in under_one.links
    assert "/fr/my-signature/" in under_all.links


def test_link_of_no_appeal_at_all_is_not_found(client: Client, appeal: Appeal) -> None:
    Appeal.objects.update(state=AppealState.DRAFT)

    assert client.post("/fr/my-signature/", {"email": EMAIL}).status_code == 404


@pytest.mark.parametrize("slug", ["nowhere", "no\x00where", "é", "x" * 1_000])
def test_link_of_an_unknown_appeal_is_not_found(client: Client, appeal: Appeal, slug: str) -> None:
    response = client.post("/fr/my-signature/", {"email": EMAIL, "appeal": slug})

    assert (response.status_code, OutboundEmail.objects.count()) == (404, 0)


@pytest.mark.parametrize("email", ["", "suzie", "suzie@campus"])
def test_address_that_is_none_is_told(client: Client, appeal: Appeal, email: str) -> None:
    response = client.post("/fr/my-signature/", {"email": email, "appeal": "appel"})

    page = Page(response)
    assert (response.status_code, page.wrong) == (422, {"email"})
    assert "#id_email" in page.links
    assert (page.values["email"], page.values["appeal"]) == (email, "appel")
