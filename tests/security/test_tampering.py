"""Fields that nobody offers, ids of others, links for other purposes (R-50, R-04)."""

import itertools
import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from appeal.models import Appeal
from signatures.enums import Display, ModerationStatus, SignatureStatus
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.tokens import Purpose, mint
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.entries import typed
from tests.signatures.signing.links import PATHS, link
from tests.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db

EVERY = {**PATHS, Purpose.BODY: "organisation-signature"}
FORGED = {
    "id": "1",
    "pk": "1",
    "handle": "00000000-0000-0000-0000-000000000000",
    "status": "verified",
    "moderation": "approved",
    "verified_at": "2026-01-01",
    "appeal": "1",
    "appeal_id": "1",
    "version": "1",
    "canonical_email": "x@y.example",
    "network_key": "x",
    "language": "de",
    "is_staff": "1",
}


@pytest.mark.requirement("R-04")
def test_fields_that_the_form_lacks_are_not_taken(client: Client, appeal: Appeal) -> None:
    response = client.post("/fr/appeals/appel/sign/", typed(appeal) | FORGED)

    assert response.status_code == 303
    signature = Signature.objects.get()
    assert signature.status == SignatureStatus.PENDING
    assert signature.moderation == ModerationStatus.UNREVIEWED
    assert signature.verified_at is None
    assert signature.canonical_email == "suzie@campus.example"
    assert str(signature.handle) != FORGED["handle"]
    assert signature.language == "fr"


def test_category_and_text_of_another_appeal_are_not_taken(client: Client, appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    other.categories.filter(code="citizen").update(code="secret")

    wrong_category = client.post("/fr/appeals/appel/sign/", typed(appeal, category="secret"))
    wrong_text = client.post(
        "/fr/appeals/appel/sign/", typed(appeal, form_token=typed(other)["form_token"])
    )

    assert wrong_category.status_code == wrong_text.status_code == 422
    assert not Signature.objects.exists()


def test_owner_changes_what_is_theirs_and_nothing_else(client: Client, appeal: Appeal) -> None:
    signature, other = make_signature(appeal), make_signature(appeal)
    mine = link(signature, Purpose.MANAGE)

    client.post(mine, {"display": Display.HIDDEN, "email": "x@y.example", **FORGED})

    before = (signature.email, signature.status, signature.handle)
    signature.refresh_from_db()
    assert (signature.email, signature.status, signature.handle) == before
    assert signature.display == Display.HIDDEN
    assert signature.moderation == ModerationStatus.UNREVIEWED
    other.refresh_from_db()
    assert other.display == Display.FULL


@pytest.mark.requirement("R-50")
@pytest.mark.parametrize(("made_for", "used_for"), list(itertools.permutations(EVERY, 2)), ids=str)
def test_link_for_one_purpose_opens_no_other(
    client: Client, appeal: Appeal, made_for: Purpose, used_for: Purpose
) -> None:
    signature = make_signature(appeal, status=SignatureStatus.PENDING)
    ends = database_now() + timedelta(days=1)
    token = mint(purpose=made_for, handle=signature.handle, expires_at=ends)
    path = f"/fr/{EVERY[used_for]}/{token}/"

    assert client.get(path).status_code == 404
    assert client.post(path, {"withdraw": "yes"}).status_code == 404
    assert Signature.objects.get().status == SignatureStatus.PENDING


@pytest.mark.requirement("R-50")
def test_every_changed_bit_of_a_link_breaks_it(client: Client, appeal: Appeal) -> None:
    signature = make_signature(appeal, status=SignatureStatus.PENDING)
    token = link(signature, Purpose.CONFIRM).split("/")[-2]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    for place, letter in enumerate(token):
        other = alphabet[(alphabet.index(letter) + 1) % 64]
        forged = token[:place] + other + token[place + 1 :]
        assert client.post(f"/fr/confirm/{forged}/").status_code in (404, 410), place

    assert Signature.objects.get().status == SignatureStatus.PENDING


@pytest.mark.requirement("R-50")
def test_handle_and_database_alone_open_nothing(client: Client, appeal: Appeal) -> None:
    signature = make_signature(appeal, status=SignatureStatus.PENDING)
    known = Signature.objects.values().get()
    guesses = [str(value) for value in known.values() if value] + [signature.handle.hex]

    for guess in guesses:
        written = quote(guess, safe="")  # a “#” or “?” of a digest would end the address early
        for path in PATHS.values():
            assert client.post(f"/fr/{path}/{written}/").status_code in (404, 405), guess

    assert Signature.objects.get().status == SignatureStatus.PENDING


def test_link_of_a_signature_that_is_not_there_is_unknown(client: Client, appeal: Appeal) -> None:
    ends = database_now() + timedelta(days=1)
    token = mint(purpose=Purpose.CONFIRM, handle=uuid.uuid4(), expires_at=ends)

    assert client.post(f"/fr/confirm/{token}/").status_code == 404


@pytest.mark.requirement("R-19")
@pytest.mark.parametrize("role", ["press", "nobody"])
def test_ids_in_addresses_open_nothing_to_who_may_not(appeal: Appeal, role: str) -> None:
    signature = make_signature(appeal)
    client = signed_in(make_staff(role))

    for path in (
        f"/staff/signatures/signature/{signature.pk}/change/",
        f"/staff/signatures/signature/{signature.pk}/delete/",
        f"/staff/signatures/signature/{signature.pk}/history/",
        "/staff/signatures/signature/?id__exact=1",
        f"/staff/appeal/appeal/{appeal.pk}/change/",
        "/staff/accounts/user/1/change/",
        "/staff/accounts/user/1/password/",
    ):
        for response in (client.get(path), client.post(path, {"post": "yes"})):
            assert response.status_code in (302, 403, 404), path
            assert signature.last_name.encode() not in response.content


@pytest.mark.requirement("R-19")
def test_moderator_learns_no_address_by_filtering(appeal: Appeal) -> None:
    make_signature(appeal, email="secret.person@campus.example")
    client = signed_in(make_staff("moderator"))

    for query in (
        "email__startswith=secret",
        "canonical_email=secret.person@campus.example",
        "q=secret.person@campus.example",
        "handle__gt=0",
        "o=email",
        "appeal__contact_email=x",
        "decisions__decided_by__password__startswith=p",
    ):
        page = client.get(f"/staff/signatures/signature/?{query}", follow=True)

        assert b"secret.person" not in page.content.replace(query.encode(), b"").replace(
            b"secret.person@campus.example&quot;", b""
        ) or query.startswith("q=")
