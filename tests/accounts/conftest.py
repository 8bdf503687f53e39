"""Fixtures of staff's accounts."""

import pytest
import redis
from django.conf import settings


@pytest.fixture(autouse=True)
def _nobody_has_signed_in_yet() -> None:
    """Forget who signed in: all tests come from one address, and that is slowed down (R-52)."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for ours_or_allauth_s in ("*sign in*", "*allauth:rl:*"):
            for key in client.scan_iter(ours_or_allauth_s):
                client.delete(key)
