"""What a mailbox opens: looking changes nothing, the button does it once (R-01, R-02)."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.enums import Display, ModerationStatus, SignatureStatus
from signatures.figures.counting import total
from signatures.models import OutboundEmail, Signature, SuppressedAddress
from signatures.models.clock import database_now
from signatures.privacy.erasure import erase_people
from signatures.privacy.retention import UNCONFIRMED_KEPT, purge_unconfirmed
from signatures.tokens import Purpose, confirmation_code
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.entries import sign
from tests.signatures.signing.links import link
from tests.signatures.signing.pages import Page

EMAIL = "suzie@campus.example"
EXPIRED = timedelta(seconds=-1)
# News and organisations have pages, and tests, of their own.
OF_A_SIGNATURE = [Purpose.CONFIRM, Purpose.NOT_ME, Purpose.MANAGE]


@pytest.fixture
def waiting(appeal: Appeal) -> Signature:
    sign(appeal, email=EMAIL)
    return Signature.objects.get()


def snapshot() -> list[dict[str, object]]:
    """Give all that a visit could change."""
    tables = (Signature, OutboundEmail, SuppressedAddress)
    return [dict(row) for table in tables for row in table.objects.order_by("pk").values()]


@pytest.mark.requirement("R-01")
@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("purpose", OF_A_SIGNATURE)
@pytest.mark.parametrize("status", [SignatureStatus.PENDING, SignatureStatus.VERIFIED])
def test_opening_a_link_changes_nothing(
    client: Client, appeal: Appeal, purpose: Purpose, method: str, status: SignatureStatus
) -> None:
    signature = make_signature(appeal, email=EMAIL, status=status)
    address, before = link(signature, purpose), snapshot()

    answers = {getattr(client, method)(address).status_code for _ in range(10)}

    assert (answers, snapshot()) == ({200}, before)


@pytest.mark.requirement("R-01")
@pytest.mark.parametrize("method", ["options", "put", "delete", "patch"])
@pytest.mark.parametrize("purpose", OF_A_SIGNATURE)
def test_other_methods_are_refused_and_change_nothing(
    client: Client, waiting: Signature, purpose: Purpose, method: str
) -> None:
    before = snapshot()

    response = getattr(client, method)(link(waiting, purpose))

    assert (response.status_code, snapshot()) == (405, before)


def test_confirm_page_shows_what_is_about_to_be_signed(client: Client, waiting: Signature) -> None:
    response = client.get(link(waiting, Purpose.CONFIRM))

    page = Page(response)
    assert "Pour une IA responsable" in page.text
    assert "Suzie Lefèvre" in page.text
    assert page.scripts == 0


@pytest.mark.parametrize("job_title", ["", "Astronome"])
@pytest.mark.parametrize("display", Display)
def test_pages_before_and_after_confirming_show_what_the_wall_shows(
    client: Client, appeal: Appeal, display: Display, job_title: str
) -> None:
    """Down to the category, which the wall says of initials and of who has no job title."""
    facts = {"organisation": "CNRS", "city": "Sète", "job_title": job_title}
    waiting = make_signature(appeal, display=display, status=SignatureStatus.PENDING, **facts)
    address = link(waiting, Purpose.CONFIRM)

    before = entries(client, address)
    client.post(address)
    after = entries(client, address)

    assert before == after == entries(client, "/fr/appeals/appel/signatories/")
    assert len(before) == (display != Display.HIDDEN)


def entries(client: Client, address: str) -> list[str]:
    """Give the names of a page with what stands beside them, without their markup."""
    rows = re.findall(
        r'<li>\s*<span class="handwritten">.*?</li>', client.get(address).text, re.DOTALL
    )
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows]


@pytest.mark.parametrize("moderation", [ModerationStatus.HELD, ModerationStatus.HIDDEN])
def test_confirmed_name_that_is_not_shown_is_not_said_to_be(
    client: Client, appeal: Appeal, moderation: ModerationStatus
) -> None:
    signature = make_signature(appeal, moderation=moderation)

    assert entries(client, link(signature, Purpose.CONFIRM)) == []


@pytest.mark.requirement("R-01", "R-02")
def test_button_confirms_and_shows_the_same_page_ever_after(
    client: Client, waiting: Signature
) -> None:
    address = link(waiting, Purpose.CONFIRM)

    before = Page(client.get(address)).heading

    answers, headings = [], []
    for _ in range(3):
        answers.append(client.post(address))
        headings.append(Page(client.get(address)).heading)

    assert [(each.status_code, each["Location"]) for each in answers] == [(303, address)] * 3
    assert headings == [headings[0]] * 3
    assert headings[0] != before
    assert total(waiting.appeal) == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_link_works_in_both_languages(client: Client, waiting: Signature, language: str) -> None:
    address = link(waiting, Purpose.CONFIRM, language=language)

    assert Page(client.get(address)).language == language
    assert client.post(address)["Location"] == address


def test_expired_link_offers_a_new_mail(client: Client, waiting: Signature) -> None:
    address = link(waiting, Purpose.CONFIRM, expires_in=EXPIRED)

    for response in (client.get(address), client.post(address)):
        page = Page(response)
        assert response.status_code == 410
        assert (page.values["email"], page.values["appeal"]) == ("", "appel")
    assert Signature.objects.get().status == SignatureStatus.PENDING


def test_new_mail_of_an_expired_link_is_for_its_own_appeal(client: Client, appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    signature = make_signature(other, email=EMAIL, status=SignatureStatus.PENDING)

    page = Page(client.get(link(signature, Purpose.CONFIRM, expires_in=EXPIRED)))
    client.post("/fr/my-signature/", {"email": EMAIL, "appeal": page.values["appeal"]})

    assert OutboundEmail.objects.get().signature == signature


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.MANAGE])
def test_expired_link_of_a_signature_that_is_gone_offers_to_sign_again(
    client: Client, waiting: Signature, purpose: Purpose
) -> None:
    address = link(waiting, purpose, language="en", expires_in=EXPIRED)
    purge_unconfirmed(now=database_now() + UNCONFIRMED_KEPT + timedelta(days=1))

    for response in (client.get(address), client.post(address)):
        page = Page(response)
        assert (response.status_code, page.heading) == (410, "Nothing is left of this signature")
        assert ("email" in page.values, "/en/#sign" in page.links) == (False, True)


def test_expired_link_of_a_withdrawn_signature_leads_to_its_own_appeal(
    client: Client, appeal: Appeal
) -> None:
    other = make_appeal(slug="other", is_featured=False)
    gone = make_signature(other, status=SignatureStatus.WITHDRAWN)

    page = Page(client.get(link(gone, Purpose.MANAGE, expires_in=EXPIRED)))

    assert "/fr/appeals/other/#sign" in page.links


@pytest.mark.parametrize("status", [SignatureStatus.VERIFIED, SignatureStatus.INVALIDATED])
@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.MANAGE])
def test_expired_link_of_a_signature_whose_names_are_erased_offers_no_mail(
    client: Client, appeal: Appeal, purpose: Purpose, status: SignatureStatus
) -> None:
    erased = make_signature(appeal, status=status)
    erase_people([erased.pk], now=database_now())

    page = Page(client.get(link(erased, purpose, language="en", expires_in=EXPIRED)))

    assert page.heading == "Everything that named you is erased"


@pytest.mark.parametrize("expires_in", [timedelta(days=7), EXPIRED])
def test_link_of_a_signature_that_can_no_longer_be_confirmed_says_so(
    client: Client, waiting: Signature, expires_in: timedelta
) -> None:
    closed_at = database_now() - timedelta(hours=25)
    Appeal.objects.update(state=AppealState.CLOSED, closes_at=closed_at)
    address = link(waiting, Purpose.CONFIRM, language="en", expires_in=expires_in)

    for response in (client.get(address), client.post(address)):
        assert (response.status_code, Page(response).heading) == (410, "This appeal is closed")


def test_expired_link_of_a_verified_signature_says_so(client: Client, waiting: Signature) -> None:
    client.post(link(waiting, Purpose.CONFIRM))

    response = client.get(link(waiting, Purpose.CONFIRM, language="en", expires_in=EXPIRED))

    assert (response.status_code, Page(response).heading) == (200, "You have signed already")


@pytest.mark.parametrize("purpose", OF_A_SIGNATURE)
@pytest.mark.parametrize("token", ["x", "A" * 54, "%00", "é", "..", "confirm", "A" * 5_000])
def test_link_that_is_cut_or_made_up_is_unknown(
    client: Client, appeal: Appeal, purpose: Purpose, token: str
) -> None:
    path = {"confirm": "confirm", "not-me": "not-me", "manage": "my-signature"}[purpose]

    for method in (client.get, client.post):
        assert method(f"/fr/{path}/{token}/").status_code == 404


@pytest.mark.parametrize("made_for", [*OF_A_SIGNATURE, Purpose.STOP_NEWS])
def test_link_is_good_for_its_own_page_only(
    client: Client, waiting: Signature, made_for: Purpose
) -> None:
    token, before = link(waiting, made_for).split("/")[3], snapshot()

    for path in {"confirm", "not-me", "my-signature"} - {link(waiting, made_for).split("/")[2]}:
        assert client.get(f"/fr/{path}/{token}/").status_code == 404
        assert client.post(f"/fr/{path}/{token}/").status_code == 404
    assert snapshot() == before


def test_second_link_of_an_address_says_that_it_has_signed(
    client: Client, appeal: Appeal, waiting: Signature
) -> None:
    client.post(link(waiting, Purpose.CONFIRM))
    second = make_signature(appeal, email=EMAIL, status=SignatureStatus.PENDING)

    response = client.post(link(second, Purpose.CONFIRM, language="en"))

    assert (response.status_code, Page(response).heading) == (200, "You have signed already")
    assert total(appeal) == 1


@pytest.mark.parametrize(
    ("status", "answer"), [(SignatureStatus.WITHDRAWN, 404), (SignatureStatus.INVALIDATED, 410)]
)
def test_link_of_a_signature_that_is_gone_says_so(
    client: Client, appeal: Appeal, status: SignatureStatus, answer: int
) -> None:
    signature = make_signature(appeal, status=status)

    for method in (client.get, client.post):
        assert method(link(signature, Purpose.CONFIRM)).status_code == answer


@pytest.mark.parametrize(("hours", "answer"), [(23, 303), (25, 410)])
def test_button_and_code_work_for_a_day_after_the_close(
    client: Client, waiting: Signature, hours: int, answer: int
) -> None:
    closed_at = database_now() - timedelta(hours=hours)
    Appeal.objects.update(state=AppealState.CLOSED, closes_at=closed_at)
    typed_code = {"email": EMAIL, "code": confirmation_code(waiting.handle)}

    by_link = client.post(link(waiting, Purpose.CONFIRM))
    by_code = client.post("/fr/confirm/", typed_code)

    assert (by_link.status_code, by_code.status_code) == (answer, answer)


def test_code_of_a_second_signature_says_that_the_address_has_signed(
    client: Client, appeal: Appeal, waiting: Signature
) -> None:
    sign(appeal, email=EMAIL)
    second = Signature.objects.latest("id")
    client.post(link(waiting, Purpose.CONFIRM))

    typed_code = {"email": EMAIL, "code": confirmation_code(second.handle)}
    response = client.post("/en/confirm/", typed_code)

    assert (response.status_code, Page(response).heading) == (200, "You have signed already")
    assert total(appeal) == 1


@pytest.mark.requirement("R-77")
def test_code_confirms_as_the_link_does(client: Client, waiting: Signature) -> None:
    code = confirmation_code(waiting.handle)

    response = client.post("/fr/confirm/", {"email": "SUZIE@campus.example", "code": code})

    assert response.status_code == 303
    assert "Suzie Lefèvre" in Page(client.get(response["Location"])).text
    assert total(waiting.appeal) == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, ["#id_email", "#id_code"]),
        ({"email": EMAIL, "code": "12"}, ["#id_code"]),
        ({"email": "suzie", "code": "123456"}, ["#id_email"]),
    ],
)
def test_code_form_tells_its_mistakes(
    client: Client, waiting: Signature, fields: dict[str, str], wrong: list[str]
) -> None:
    response = client.post("/fr/confirm/", fields)

    page = Page(response)
    assert response.status_code == 422
    assert [anchor for anchor in page.links if anchor.startswith("#id_")] == wrong
    assert page.values["email"] == fields.get("email", "")


@pytest.mark.requirement("R-77")
def test_right_code_is_refused_after_ten_wrong_ones(client: Client, waiting: Signature) -> None:
    right = confirmation_code(waiting.handle)
    wrong = "000000" if right != "000000" else "000001"

    for code in [wrong] * 10 + [right]:
        response = client.post("/fr/confirm/", {"email": EMAIL, "code": code})

    assert response.status_code == 422
    assert "ouvrez le lien du courriel" in Page(response).text
    assert Signature.objects.get().status == SignatureStatus.PENDING


@pytest.mark.parametrize("expires_in", [timedelta(days=7), EXPIRED])
def test_not_me_erases_what_waits_however_late(
    client: Client, waiting: Signature, expires_in: timedelta
) -> None:
    address = link(waiting, Purpose.NOT_ME, expires_in=expires_in)
    assert client.get(address).status_code == 200

    answers = [client.post(address).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert (Signature.objects.count(), SuppressedAddress.objects.count()) == (0, 1)
