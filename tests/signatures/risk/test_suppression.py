"""Addresses that we no longer write to."""

import pytest
from pytest_django import Settings

from signatures.addresses import recipient_key, recipient_keys
from signatures.enums import SuppressionReason
from signatures.models import SuppressedAddress
from signatures.risk.suppression import is_suppressed, lift_bounce, suppress

pytestmark = pytest.mark.django_db

SUZIE = "suzie@campus.example"


def test_address_is_suppressed_once_it_asked_for_it() -> None:
    before = is_suppressed(recipient_keys(SUZIE))

    suppress(recipient_key(SUZIE))

    assert (before, is_suppressed(recipient_keys(SUZIE))) == (False, True)


def test_other_addresses_are_not() -> None:
    suppress(recipient_key(SUZIE))

    assert is_suppressed(recipient_keys("olga@campus.example")) is False


def test_address_is_remembered_once() -> None:
    for _ in range(3):
        suppress(recipient_key(SUZIE))

    assert SuppressedAddress.objects.count() == 1


def test_address_stays_suppressed_after_a_rotation_of_keys(settings: Settings) -> None:
    suppress(recipient_key(SUZIE))

    settings.TOKEN_KEYS = ["new-key-of-thirty-two-characters-or-more", *settings.TOKEN_KEYS]

    assert is_suppressed(recipient_keys(SUZIE)) is True


def test_removed_key_makes_the_memory_useless(settings: Settings) -> None:
    suppress(recipient_key(SUZIE))

    settings.TOKEN_KEYS = ["new-key-of-thirty-two-characters-or-more"]

    assert is_suppressed(recipient_keys(SUZIE)) is False


def reason() -> str:
    return SuppressedAddress.objects.get().reason


def test_what_a_person_said_outweighs_a_bounce() -> None:
    suppress(recipient_key(SUZIE), SuppressionReason.HARD_BOUNCE)
    bounced = reason()
    suppress(recipient_key(SUZIE), SuppressionReason.COMPLAINT)
    complained = reason()
    suppress(recipient_key(SUZIE), SuppressionReason.HARD_BOUNCE)

    assert (bounced, complained, reason()) == ("hard_bounce", "complaint", "complaint")


@pytest.mark.parametrize("given", SuppressionReason)
def test_only_a_bounce_can_be_lifted(given: SuppressionReason) -> None:
    suppress(recipient_key(SUZIE), given)

    lifted = lift_bounce(recipient_keys(SUZIE))

    assert lifted == (given == SuppressionReason.HARD_BOUNCE)
    assert is_suppressed(recipient_keys(SUZIE)) != lifted
