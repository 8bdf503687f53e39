"""Counting requests in Redis, atomically, without ever making a visitor wait for it (R-52).

`limits` keeps the windows (a sliding count, in one Lua script). Redis gone or hung costs
one short timeout; for some seconds nobody asks it again.
"""

import logging
import threading
import time
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import redis
from django.conf import settings
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

logger = logging.getLogger(__name__)

TIMEOUT = 0.25  # seconds that one question to Redis may take
PAUSE = 10.0  # seconds without questions after one that failed


@dataclass(frozen=True)
class Limit:
    """So many in so much time.

    Attributes:
        name: what is counted; stands in Redis.
        most: how many are within the limit.
        seconds: in any stretch of this length.
    """

    name: str
    most: int
    seconds: int


class Meter(Protocol):
    """Counts events under a limit; tests and simulated days bring their own clock."""

    def within(self, limit: Limit, key: str) -> bool | None:
        """Count one event; whether it is within the limit, None when nobody can say."""

    def number(self, limit: Limit, key: str) -> int | None:
        """Count one event; which one it is in this stretch, None when nobody can say."""

    def raise_flag(self, name: str, seconds: int) -> None:
        """Raise a flag that falls by itself."""

    def has_flag(self, name: str) -> bool:
        """Whether the flag is up; not when nobody can say."""


class RedisMeter:
    """The meter of the running site, shared by all processes."""

    def __init__(self) -> None:
        pool = redis.ConnectionPool.from_url(
            settings.REDIS_URL, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT
        )
        self._storage = RedisStorage("redis://", connection_pool=pool, key_prefix="paraphe")
        self._windows = SlidingWindowCounterRateLimiter(self._storage)
        self._client = redis.Redis(connection_pool=pool)
        self._closed_until = 0.0
        self._lock = threading.Lock()

    def within(self, limit: Limit, key: str) -> bool | None:
        """Count one event; None when Redis does not answer."""
        if self._is_resting():
            return None
        try:
            return self._windows.hit(_item(limit), limit.name, key)
        except redis.RedisError as error:
            self._rest(error)
            return None

    def number(self, limit: Limit, key: str) -> int | None:
        """Count one event in a fixed stretch; None when Redis does not answer."""
        if self._is_resting():
            return None
        try:
            return self._storage.incr(f"number:{limit.name}:{key}", limit.seconds)
        except redis.RedisError as error:
            self._rest(error)
            return None

    def raise_flag(self, name: str, seconds: int) -> None:
        """Raise a flag for all processes; lost without Redis."""
        if not self._is_resting():
            try:
                self._client.set(f"paraphe:flag:{name}", 1, ex=seconds)
            except redis.RedisError as error:
                self._rest(error)

    def has_flag(self, name: str) -> bool:
        """Whether the flag is up; not when Redis does not answer."""
        if self._is_resting():
            return False
        try:
            return bool(self._client.exists(f"paraphe:flag:{name}"))
        except redis.RedisError as error:
            self._rest(error)
            return False

    def _is_resting(self) -> bool:
        return time.monotonic() < self._closed_until

    def _rest(self, error: Exception) -> None:
        with self._lock:
            if not self._is_resting():
                logger.warning("limits are off for %.0f s: %s", PAUSE, type(error).__name__)
            self._closed_until = time.monotonic() + PAUSE


@cache
def _item(limit: Limit) -> RateLimitItem:
    return RateLimitItemPerSecond(limit.most, limit.seconds)


@cache
def redis_meter() -> RedisMeter:
    """Give this process's meter; a connection is opened at the first question."""
    return RedisMeter()
