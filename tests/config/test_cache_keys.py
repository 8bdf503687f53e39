"""Keys in Redis say nothing, whoever chose them (R-65)."""

import pytest
import redis
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.staff import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-65")]


def test_sign_in_leaves_neither_address_in_redis(client: Client, settings: Settings) -> None:
    """allauth counts sign-ins by network address, and by an unkeyed hash of the mailbox."""
    user = make_staff("organiser")
    store = redis.Redis.from_url(settings.REDIS_URL)
    before = set(store.scan_iter())

    typed = {"login": user.email, "password": "wrong"}
    client.post("/accounts/login/", typed, REMOTE_ADDR="198.51.100.77")

    counted = set(store.scan_iter()) - before
    assert [key for key in counted if key.startswith(b"paraphe:1:")]
    for key in counted:
        assert b"198.51.100" not in key
        assert b"allauth" not in key
    store.close()


def test_cache_still_finds_what_it_keeps() -> None:
    cache.set("somebody@campus.example", 1, 5)
    cache.set("other@campus.example", 2, 5)

    assert cache.get("somebody@campus.example") == 1
    assert cache.get_many(["other@campus.example"]) == {"other@campus.example": 2}
    cache.delete("somebody@campus.example")
    assert cache.get("somebody@campus.example") is None
