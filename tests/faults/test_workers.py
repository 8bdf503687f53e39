"""Workers killed, restarted and poisoned: every mail arrives, few of them twice."""

import random
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stack.layout import command
from tests.faults.crowd import Crowd
from tests.faults.invariants import all_hold, settle
from tests.faults.run import size
from tests.faults.site import WORKERS, Site
from tests.faults.update import restart_one_after_another, visits
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("faults")]
FATE = """
SELECT email.state, email.attempts FROM signatures_outboundemail AS email
JOIN signatures_signature AS signature ON signature.id = email.signature_id
WHERE signature.email = %s
"""
WAITS_FOR_NOTHING = "UPDATE signatures_outboundemail SET due_at = now() WHERE state = 'queued'"


@pytest.fixture
def mined(site: Site, tmp_path: Path) -> Iterator[Path]:
    """A file: as long as it exists, workers started by `lay_mines` die at their point."""
    yield tmp_path / "mine"
    for name in WORKERS:
        site.kill(name)
        site.prepare_worker(name)


def lay_mines(site: Site, point: str, flag: Path) -> None:
    flag.touch()
    for name in WORKERS:
        site.kill(name)
        mine = [sys.executable, "-m", "tests.faults.dying_worker", point, str(flag)]
        site.prepare_worker(name, [*mine, *command("worker")[3:]])
        site.start(name)
    site.wait_until_whole()


@pytest.mark.requirement("R-25")
@pytest.mark.long
def test_children_are_killed_in_the_middle_of_a_mail(site: Site, crowd: Crowd) -> None:
    site.office.hold = 3.0
    crowd.sign(4)
    eventually(lambda: site.office.texts)

    children = [child for name in WORKERS for child in site.family(name)[1:]]
    for child in children:
        child.kill()
    site.office.good_manners()

    all_hold(site, crowd, crashes=len(children))


@pytest.mark.requirement("R-26")
@pytest.mark.long
def test_workers_are_killed_again_and_again(site: Site, crowd: Crowd, dice: random.Random) -> None:
    kills, over = size(short=3, full=10), threading.Event()
    addresses = crowd.addresses(size(short=60, full=500))
    site.office.hold = 0.02
    signing = threading.Thread(target=crowd.sign_with, args=(addresses,))
    signing.start()
    confirming = crowd.keep_confirming(over)

    for _ in range(kills):
        time.sleep(dice.uniform(0.5, 3.0))
        name = dice.choice(WORKERS)
        site.kill(name)
        site.start(name)
    over.set()
    signing.join()
    confirming.join()

    assert len(crowd.accepted) == len(addresses)
    all_hold(site, crowd, crashes=kills)


@pytest.mark.requirement("R-27")
@pytest.mark.long
def test_worker_dies_between_250_and_commit(site: Site, crowd: Crowd, mined: Path) -> None:
    lay_mines(site, "taken", mined)

    [address] = crowd.sign(1)
    settle(site)

    first, second = site.office.to(address)
    assert not mined.exists()
    assert first.identity == second.identity
    all_hold(site, crowd, crashes=1)


@pytest.mark.requirement("R-28")
@pytest.mark.long
def test_web_and_workers_are_restarted_one_after_another(site: Site, crowd: Crowd) -> None:
    with visits(site, crowd) as seen:
        for _ in range(size(short=1, full=3)):
            restart_one_after_another(site)

    # Through nginx nobody is refused, whoever stops behind it.
    assert set(seen.pages) == {200}, site.front_errors
    assert set(seen.forms) == {303}
    all_hold(site, crowd)


@pytest.mark.requirement("R-33")
@pytest.mark.long
def test_poison_is_given_up_and_nobody_waits_behind_it(
    site: Site, crowd: Crowd, mined: Path
) -> None:
    lay_mines(site, "composing", mined)
    poison, faulty, *others = crowd.addresses(8)
    crowd.sign_as(poison, first_name="Poison")
    crowd.sign_as(faulty, first_name="Faulty")
    crowd.sign_with(others)

    def is_over() -> bool:
        # Leases and pauses take minutes to end by themselves.
        site.ask(WAITS_FOR_NOTHING)
        return site.ask(FATE, poison) + site.ask(FATE, faulty) == [("dead", 8)] * 2

    deadline = time.monotonic() + 120
    while not is_over():
        assert time.monotonic() < deadline
        time.sleep(0.5)

    # Hastened leases may have sent a neighbour's mail while its worker lay dying.
    all_hold(site, crowd, crashes=8)
    assert all(site.office.to(address) for address in others)
