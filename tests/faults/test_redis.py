"""Redis away, hung, emptied, full, read-only: mails come later, and that is all."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from tests.faults.crowd import Crowd
from tests.faults.invariants import LONGEST_REQUEST, all_hold, nobody_waited_long, settle
from tests.faults.run import FULL, size
from tests.faults.site import WORKERS, Site, tmpfs

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("faults")]
MANY = size(short=30, full=100)
# Seconds. In the short form other tests use the processors as well.
WITHOUT_REDIS = 1.5 if FULL else LONGEST_REQUEST
SHARE = """
SELECT count(*) FROM signatures_outboundemail AS email
JOIN signatures_signature AS signature ON signature.id = email.signature_id
WHERE signature.email = %s
"""


@contextmanager
def valkey(site: Site) -> Iterator[redis.Redis]:
    with redis.from_url(site.environment["REDIS_URL"], socket_timeout=5) as client:
        yield client


@pytest.mark.requirement("R-21")
def test_redis_is_down(site: Site, crowd: Crowd) -> None:
    site.kill("valkey")

    accepted = crowd.sign(MANY)
    site.start("valkey")

    assert len(accepted) == MANY
    nobody_waited_long(crowd, longest=WITHOUT_REDIS)
    all_hold(site, crowd)


@pytest.mark.requirement("R-22")
def test_redis_is_hung(site: Site, crowd: Crowd) -> None:
    with site.frozen(*site.family("valkey")):
        accepted = crowd.sign(MANY)

    assert len(accepted) == MANY
    all_hold(site, crowd)


@pytest.mark.requirement("R-23")
def test_redis_is_killed_with_wake_ups_waiting_and_forgets_them(site: Site, crowd: Crowd) -> None:
    site.kill("valkey")
    site.start("valkey", "--appendonly", "no")
    workers = [process for name in WORKERS for process in site.family(name)]
    with site.frozen(*workers):
        accepted = crowd.sign(size(short=30, full=200))
        site.kill("valkey")

    site.start("valkey")

    assert len(accepted) == size(short=30, full=200)
    all_hold(site, crowd)


@pytest.mark.requirement("R-23", "R-05")
def test_redis_is_emptied_and_the_limits_of_an_address_stay(site: Site, crowd: Crowd) -> None:
    [address] = crowd.addresses(1)
    for name in ("Anna", "Bert", "Clara", "Dora", "Emil"):
        with valkey(site) as client:
            client.flushall()
        crowd.sign_as(address, first_name=name)

    assert site.ask(SHARE, address) == [(3,)]
    # Two of them wait for their two minutes.
    site.ask("UPDATE signatures_outboundemail SET due_at = now() WHERE state = 'queued'")
    settle(site)
    assert len(site.office.to(address)) == 3


@pytest.mark.requirement("R-24")
def test_redis_is_out_of_memory(site: Site, crowd: Crowd) -> None:
    with valkey(site) as client:
        client.config_set("maxmemory", "1")
        accepted = crowd.sign(MANY)
        client.config_set("maxmemory", "0")

    assert len(accepted) == MANY
    all_hold(site, crowd)


@pytest.mark.requirement("R-24")
@pytest.mark.long
def test_redis_is_a_read_only_replica(site: Site, crowd: Crowd) -> None:
    with valkey(site) as client:
        client.replicaof("127.0.0.1", "1")
        accepted = crowd.sign(MANY)
        client.replicaof("NO", "ONE")

    assert len(accepted) == MANY
    all_hold(site, crowd)


@pytest.mark.requirement("R-24")
@pytest.mark.long
def test_redis_has_a_full_disk(site: Site, crowd: Crowd, tmp_path: Path) -> None:
    site.kill("valkey")
    with tmpfs(tmp_path / "small", "2m") as disk:
        site.start("valkey", "--dir", str(disk), "--appendonly", "yes", "--appendfsync", "always")
        with contextlib.suppress(OSError):
            (disk / "filler").write_bytes(b"x" * 2**21)
        accepted = crowd.sign(MANY)
        (disk / "filler").unlink()

        assert len(accepted) == MANY
        all_hold(site, crowd)
        site.kill("valkey")
    site.start("valkey")
