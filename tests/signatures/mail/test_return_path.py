"""The return path of a mail: signed, bound to its row, made by nobody else (R-84)."""

import re

import pytest
from pytest_django import Settings

from appeal.models import Appeal
from signatures.mail.compose import compose
from signatures.mail.message import message_id
from signatures.mail.return_path import (
    find_by_address,
    find_by_message_id,
    find_by_tag,
    return_path,
    row_tag,
)
from signatures.models import OutboundEmail
from tests.signatures.mail.promises import promises

pytestmark = pytest.mark.requirement("R-84")


@pytest.fixture(autouse=True)
def _bounce_address(settings: Settings) -> None:
    settings.BOUNCE_ADDRESS = "bounce@appel.example"


@pytest.fixture
def emails(appeal: Appeal) -> list[OutboundEmail]:
    return promises(appeal, 2)


def test_return_path_leads_back_to_its_row(emails: list[OutboundEmail]) -> None:
    address = return_path(emails[0])

    assert re.fullmatch(r"bounce\+\d+-[a-z2-7]{16}@appel\.example", address)
    assert find_by_address([address]) == emails[0]
    assert find_by_address([address.upper()]) == emails[0]
    assert find_by_tag(row_tag(emails[0])) == emails[0]


def test_return_path_of_one_mail_fits_no_other(emails: list[OutboundEmail]) -> None:
    number, _dash, mac = row_tag(emails[0]).partition("-")

    assert find_by_tag(f"{emails[1].pk}-{mac}") is None
    assert find_by_tag(f"{number}-{'a' * 16}") is None


@pytest.mark.parametrize(
    "address",
    ["", "bounce@appel.example", "bounce+@x", "+1-@", "+999999999999999999-aaaaaaaaaaaaaaaa@x"],
)
def test_other_addresses_lead_nowhere(emails: list[OutboundEmail], address: str) -> None:
    assert find_by_address([address]) is None


def test_return_path_works_after_a_rotation_of_keys(
    emails: list[OutboundEmail], settings: Settings
) -> None:
    address = return_path(emails[0])
    old = settings.TOKEN_KEYS

    settings.TOKEN_KEYS = ["new-key-of-thirty-two-characters-or-more", *old]
    assert find_by_address([address]) == emails[0]

    settings.TOKEN_KEYS = ["new-key-of-thirty-two-characters-or-more"]
    assert find_by_address([address]) is None


def test_message_id_leads_back_to_its_row_and_cannot_be_guessed(
    emails: list[OutboundEmail],
) -> None:
    mine, other = (message_id(email) for email in emails)

    assert find_by_message_id([mine]) == emails[0]
    assert find_by_message_id([mine.replace(f"<{emails[0].pk}.", f"<{emails[1].pk}.")]) is None
    assert find_by_message_id(["<1@x>", other]) == emails[1]


def test_mail_shows_the_sender_and_returns_to_the_row(emails: list[OutboundEmail]) -> None:
    mail = compose(emails[0])

    assert mail.from_email == return_path(emails[0])
    assert mail.message()["From"] == "Appel <ne-pas-repondre@appel.example>"


def test_without_a_mailbox_for_bounces_mail_returns_to_the_sender(
    emails: list[OutboundEmail], settings: Settings
) -> None:
    settings.BOUNCE_ADDRESS = ""

    assert compose(emails[0]).from_email == settings.DEFAULT_FROM_EMAIL
