"""Counting in Redis: atomic, and harmless when Redis is gone (R-52)."""

import secrets
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from pytest_django import Settings

from signatures.risk.meter import Limit, RedisMeter

pytestmark = pytest.mark.requirement("R-52")


def a_limit(most: int = 3) -> Limit:
    return Limit(secrets.token_hex(8), most=most, seconds=60)


def test_counts_up_to_the_limit_for_each_key() -> None:
    meter, limit = RedisMeter(), a_limit()

    assert [meter.within(limit, "a") for _ in range(5)] == [True, True, True, False, False]
    assert meter.within(limit, "b")
    assert [meter.number(limit, "a") for _ in range(3)] == [1, 2, 3]


def test_parallel_requests_share_no_place() -> None:
    limit = a_limit(most=20)
    meters = [RedisMeter() for _ in range(4)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: meters[n % 4].within(limit, "a"), range(60)))

    assert answers.count(True) == 20


def test_what_is_counted_is_forgotten_by_redis_itself(settings: Settings) -> None:
    meter, limit = RedisMeter(), a_limit()
    meter.within(limit, "a")
    meter.number(limit, "a")
    client = redis.Redis.from_url(settings.REDIS_URL)

    keys = [key for key in client.scan_iter() if limit.name.encode() in key]

    assert len(keys) == 2
    assert all(0 < client.ttl(key) <= 120 for key in keys)


def _accepted(server: socket.socket) -> socket.socket | None:
    try:
        return server.accept()[0]
    except BlockingIOError:
        return None


def test_hung_redis_is_asked_once_and_then_left_alone(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as hung:
        settings.REDIS_URL = f"redis://127.0.0.1:{hung.getsockname()[1]}/0"
        meter = RedisMeter()

        answers = [meter.within(a_limit(), "a") for _ in range(25)]
        numbers = [meter.number(a_limit(), "a") for _ in range(25)]

        hung.setblocking(False)
        connections = list(iter(lambda: _accepted(hung), None))
        for connection in connections:
            connection.close()
    assert answers == numbers == [None] * 25
    assert 1 <= len(connections) <= 4  # the client itself tries again a few times


def test_refused_connection_says_nothing_against_anybody(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert RedisMeter().within(a_limit(), "a") is None


def test_asks_again_after_a_pause(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    meter, good = RedisMeter(), settings.REDIS_URL
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    broken = RedisMeter()
    assert broken.within(a_limit(), "a") is None

    settings.REDIS_URL = good
    broken._windows, broken._closed_until = meter._windows, time.monotonic()

    assert broken.within(a_limit(), "a") is True


def test_flags_are_seen_by_all_and_fall() -> None:
    name = secrets.token_hex(8)
    one, other = RedisMeter(), RedisMeter()
    assert not other.has_flag(name)

    one.raise_flag(name, 60)

    assert other.has_flag(name)


def test_no_flag_is_up_when_nobody_can_say(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    meter = RedisMeter()

    meter.raise_flag("attack", 60)

    assert not meter.has_flag("attack")
