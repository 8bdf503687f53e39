"""What stays of an address when its person goes: what the register says, and no more (rule 5)."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import BinaryField
from django.test import Client

from appeal.enums import Retraction
from appeal.models import Appeal
from signatures.addresses import recipient_key, recipient_keys
from signatures.enums import EmailState
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.privacy import retention
from signatures.signing.confirm import confirm_signature
from signatures.signing.erase import erase_on_request
from signatures.signing.withdraw import disown_signature, withdraw_signature
from signatures.tokens import Purpose, mint
from tests.signatures.mail.promises import promise
from tests.signatures.signing.entries import sign
from tests.staff import make_staff

SUZIE = "suzie@campus.example"
COUNTED = "signatures.pastmail.recipient_key"
NO_MORE = "signatures.suppressedaddress.recipient_key"


def places_of(address: str) -> set[str]:
    """Give each column of bytes in which some hash of an address stands."""
    keys = recipient_keys(address)
    return {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, BinaryField)
        and model._default_manager.filter(**{f"{field.name}__in": keys}).exists()
    }


def _withdraw(signature: Signature) -> None:
    withdraw_signature(handle=signature.handle, now=database_now())


def _disown(signature: Signature) -> None:
    disown_signature(handle=signature.handle, now=database_now())


def _ask_the_desk(signature: Signature) -> None:
    erase_on_request(signature, by=make_staff(), now=database_now())


def _wait(signature: Signature) -> None:
    Signature.objects.update(created_at=database_now() - retention.UNCONFIRMED_KEPT * 2)
    retention.purge_unconfirmed(now=database_now())


@pytest.mark.requirement("R-05", "R-66")
@pytest.mark.parametrize("retraction", Retraction)
@pytest.mark.parametrize(
    ("go", "confirmed", "stays"),
    [
        (_withdraw, True, {COUNTED}),
        (_withdraw, False, {COUNTED}),
        (_disown, True, {COUNTED, NO_MORE}),
        (_disown, False, {COUNTED, NO_MORE}),
        (_ask_the_desk, True, {COUNTED}),
        (_wait, False, {COUNTED}),
    ],
)
def test_of_an_address_stays_what_the_register_says(
    appeal: Appeal,
    go: Callable[[Signature], None],
    stays: set[str],
    retraction: Retraction,
    *,
    confirmed: bool,
) -> None:
    Appeal.objects.update(retraction=retraction)
    sign(appeal, email=SUZIE, updates=True)
    signature = Signature.objects.get()
    if confirmed:
        signature = confirm_signature(handle=signature.handle, now=database_now())
    promise(signature, state=EmailState.SENT, recipient_key=recipient_key(SUZIE))
    assert places_of(SUZIE) == {"signatures.outboundemail.recipient_key"}

    go(signature)

    assert places_of(SUZIE) == stays


def test_register_gives_the_reason_of_each() -> None:
    page = Path(settings.BASE_DIR, "docs/privacy/register.md").read_text(encoding="utf-8")
    section = page.split("## What stays of an address\n")[1].split("\n## ")[0]

    listed = [line.split("`")[1] for line in section.splitlines() if line.startswith("- `")]

    assert listed == [COUNTED, NO_MORE]


@pytest.mark.parametrize("retraction", Retraction)
def test_pages_say_that_a_fingerprint_stays(
    appeal: Appeal, client: Client, retraction: Retraction
) -> None:
    Appeal.objects.update(retraction=retraction)
    sign(appeal, email=SUZIE)
    signature = confirm_signature(handle=Signature.objects.get().handle, now=database_now())
    tomorrow = database_now() + timedelta(days=1)
    token = mint(purpose=Purpose.MANAGE, handle=signature.handle, expires_at=tomorrow)

    pages = [
        client.get(f"/en/{address}", follow=True).text
        for address in (f"appeals/{appeal.slug}/privacy/", f"my-signature/{token}/")
    ]

    assert ["a keyed fingerprint of your address stays" in page for page in pages] == [True] * 2
