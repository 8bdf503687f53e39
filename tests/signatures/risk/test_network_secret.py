"""The hash of a network dies with its key (R-65)."""

from datetime import timedelta

import pytest

from appeal.models import Appeal
from signatures.models import NetworkSecret, Signature
from signatures.models.clock import database_now
from signatures.privacy.retention import NETWORK_HASH_KEPT, destroy_network_secrets
from signatures.risk import network_secret
from signatures.risk.network_secret import secret_of_the_day
from signatures.risk.visitor import hashed, visitor_of
from tests.factories import make_signature

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-65")]


def test_one_secret_for_a_day_another_for_the_next() -> None:
    today = database_now().date()
    secret = secret_of_the_day(today)
    network_secret.forget_secret()

    assert secret_of_the_day(today) == secret
    assert secret_of_the_day(today + timedelta(days=1)) != secret
    assert len(secret) == 32


def test_hash_needs_the_environment_and_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    today = database_now().date()
    known = hashed("203.0.113.0/24", today)
    monkeypatch.setattr("django.conf.settings.TOKEN_KEYS", ["another key of the environment ....."])

    assert hashed("203.0.113.0/24", today) != known


def test_same_network_same_hash_and_no_address_in_it() -> None:
    now = database_now()
    one = visitor_of({"REMOTE_ADDR": "203.0.113.9"}, now=now)
    neighbour = visitor_of({"REMOTE_ADDR": "203.0.113.200"}, now=now)
    stranger = visitor_of({"REMOTE_ADDR": "198.51.100.9"}, now=now)

    assert one.network_key == neighbour.network_key != stranger.network_key
    assert one.limit_key != neighbour.limit_key
    assert b"203.0.113" not in (one.network_key or b"")
    assert visitor_of({"REMOTE_ADDR": ""}, now=now).network_key is None


def test_old_secrets_and_their_hashes_are_destroyed(appeal: Appeal) -> None:
    now = database_now()
    old, fresh = make_signature(appeal, network_key=b"o"), make_signature(appeal, network_key=b"f")
    Signature.objects.filter(pk=old.pk).update(
        created_at=now - NETWORK_HASH_KEPT - timedelta(hours=1)
    )
    for days in (0, 29, 31, 40):
        secret_of_the_day((now - timedelta(days=days)).date())

    assert destroy_network_secrets(now=now) == 1

    old.refresh_from_db()
    fresh.refresh_from_db()
    assert old.network_key is None
    assert fresh.network_key is not None
    assert NetworkSecret.objects.count() == 2
