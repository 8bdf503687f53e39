"""Web processes whose clock is an hour off: PostgreSQL's clock decides (R-40)."""

import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from signatures.privacy.retention import UNCONFIRMED_KEPT
from stack.layout import command
from tests.faults.crowd import Crowd
from tests.faults.invariants import all_hold
from tests.faults.site import WEB, WORKERS, Site
from tests.waiting import eventually

pytestmark = [
    pytest.mark.stack,
    pytest.mark.xdist_group("faults"),
    pytest.mark.requirement("R-40"),
]
HOUR = 3600
TOO_OLD = 410
SIGNED = "UPDATE signatures_signature SET created_at = now() - %s WHERE email = %s"


@pytest.fixture
def skewed(site: Site) -> Iterator[Site]:
    """The site, whose web processes get their good clock back at the end."""
    yield site
    for name in WEB:
        site.kill(name)
        site.prepare_web(name)


def set_clocks(site: Site, *offsets: int) -> None:
    """Start each web process again, with its clock so many seconds off."""
    for name, offset in zip(WEB, offsets, strict=True):
        site.kill(name)
        gunicorn = [sys.executable, "-m", "tests.faults.skewed_web", str(offset)]
        site.prepare_web(name, [*gunicorn, *command("web")[1:]])
        site.start(name)
    site.wait_until_whole()


@pytest.mark.parametrize(
    ("offset", "left", "status"),
    [(HOUR, timedelta(minutes=30), 303), (-HOUR, timedelta(minutes=-30), TOO_OLD)],
)
def test_a_link_ends_by_the_clock_of_the_database(
    skewed: Site, offset: int, left: timedelta, status: int
) -> None:
    set_clocks(skewed, offset, offset)
    crowd = Crowd(skewed)
    workers = [process for name in WORKERS for process in skewed.family(name)]
    with skewed.frozen(*workers):
        [address] = crowd.sign(1)
        # Its link ends with the signature.
        skewed.ask(SIGNED, UNCONFIRMED_KEPT - left, address)
    eventually(lambda: skewed.office.to(address))

    assert crowd.confirm_as(address).status == status
    if status == TOO_OLD:
        crowd.accepted.remove(address)  # nothing is to come of it any more
    all_hold(skewed, crowd)


def test_a_form_from_a_fast_clock_is_good_at_a_slow_one(skewed: Site) -> None:
    """nginx keeps the page of one web process, and hands the form to another."""
    set_clocks(skewed, HOUR, -HOUR)
    crowd = Crowd(skewed)  # with a form of the first one

    accepted = crowd.sign(6)

    assert len(accepted) == 6
    all_hold(skewed, crowd)
