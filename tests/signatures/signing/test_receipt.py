"""The receipt: what it says, who gets it, and the place in the count that it tells."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from appeal.models import Appeal
from signatures.enums import ModerationStatus, SignatureStatus
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.signing.confirm import confirm_signature
from signatures.signing.receipt import as_pdf, as_text, receipt_of
from signatures.signing.withdraw import withdraw_signature
from signatures.tokens import Purpose
from tests.factories import make_signature
from tests.signatures.signing.links import link
from tests.signatures.signing.pages import Page

VERIFIED_AT = datetime(2026, 11, 26, 13, 5, tzinfo=UTC)


@pytest.fixture
def verified(appeal: Appeal) -> Signature:
    return make_signature(
        appeal, first_name="Zoé", last_name="Lefèvre", verified_at=VERIFIED_AT, ordinal=1124
    )


def test_text_says_which_text_when_and_at_which_place(verified: Signature) -> None:
    with translation.override("en"):
        found = receipt_of(verified)
        assert found is not None
        lines = as_text(found).decode().splitlines()

    assert lines[0] == "Receipt of your signature"
    assert "Appeal: For responsible AI" in lines
    assert "Version of the text: 1" in lines
    assert f"SHA-256 of the text: {verified.version.sha256}" in lines
    assert "Signed by: Zoé Lefèvre" in lines
    assert "Place in the count: 1,124th" in lines
    assert any(line.startswith("Verified on: ") and "14:05" in line for line in lines)


def test_pdf_is_one_and_the_same_for_the_same_signature(verified: Signature) -> None:
    found = receipt_of(verified)
    assert found is not None

    first, second = as_pdf(found), as_pdf(found)

    assert first.startswith(b"%PDF")
    assert first == second


def test_name_in_letters_that_our_fonts_lack_gets_its_sheet(appeal: Appeal) -> None:
    found = receipt_of(make_signature(appeal, first_name="عمر", last_name="حسن"))
    assert found is not None

    assert as_pdf(found).startswith(b"%PDF")


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.MANAGE])
@pytest.mark.parametrize(
    ("name", "content_type"),
    [("receipt.pdf", "application/pdf"), ("receipt.txt", "text/plain; charset=utf-8")],
)
def test_receipt_is_fetched_from_both_links_and_kept_by_nobody(
    client: Client, verified: Signature, purpose: Purpose, name: str, content_type: str
) -> None:
    answer = client.get(f"{link(verified, purpose)}{name}")

    assert (answer.status_code, answer["Content-Type"]) == (200, content_type)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (SignatureStatus.PENDING, 303),
        (SignatureStatus.WITHDRAWN, 404),
        (SignatureStatus.INVALIDATED, 410),
    ],
)
def test_only_a_verified_signature_has_a_receipt(
    client: Client, appeal: Appeal, status: SignatureStatus, answer: int
) -> None:
    signature = make_signature(appeal, status=status)

    response = client.get(f"{link(signature, Purpose.CONFIRM)}receipt.pdf")

    assert response.status_code == answer


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.MANAGE])
@pytest.mark.parametrize("name", ["receipt.pdf", "receipt.txt"])
def test_receipt_behind_an_old_link_offers_a_new_one(
    client: Client, verified: Signature, purpose: Purpose, name: str
) -> None:
    old = link(verified, purpose, language="en", expires_in=timedelta(seconds=-1))

    response = client.get(f"{old}{name}")

    page = Page(response)
    assert (response.status_code, page.heading) == (410, "This link is too old")
    assert page.values["appeal"] == "appel"


def test_place_is_that_of_the_moment_of_confirming(client: Client, appeal: Appeal) -> None:
    for _number in range(2):
        make_signature(appeal)
    make_signature(appeal, moderation=ModerationStatus.HELD)
    waiting = make_signature(appeal, status=SignatureStatus.PENDING)

    confirm_signature(handle=waiting.handle, now=database_now())
    make_signature(appeal)

    waiting.refresh_from_db()
    assert waiting.ordinal == 3
    page = Page(client.get(link(waiting, Purpose.CONFIRM, language="en")))
    assert "You are the 3rd person to sign this appeal." in page.text


def test_held_signature_has_no_place(appeal: Appeal) -> None:
    held = make_signature(appeal, status=SignatureStatus.PENDING, moderation=ModerationStatus.HELD)

    confirm_signature(handle=held.handle, now=database_now())

    held.refresh_from_db()
    assert held.ordinal is None


def test_place_goes_with_the_withdrawal(verified: Signature) -> None:
    withdraw_signature(handle=verified.handle, now=database_now())

    verified.refresh_from_db()
    assert verified.ordinal is None
