"""Whatever is killed in the middle of the story, nothing is lost and the demo heals itself."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException

import psutil
import pytest

from tests.journeys.demo_site import DemoSite, running_demo, wait_for
from tests.journeys.visitor import Page, Visitor

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("demo")]

SLUG = "montpellier-ia"
# A part of the command line that tells each child of the supervisor.
CHILDREN = {
    "postgres": "postgres",
    "valkey": "valkey-server",
    "web": "gunicorn",
    "worker": "celery -A config worker",
    "beat": "celery -A config beat",
    "mail": "demo.mail_catcher",
}


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """A demo whose processes are killed."""
    with running_demo(tmp_path_factory.mktemp("mortal") / "demo", signatures=30) as site:
        yield site


def child(demo: DemoSite, name: str) -> psutil.Process | None:
    """Find a child of the supervisor by its command line."""
    for process in psutil.Process(demo.process.pid).children():
        words = " ".join(process.cmdline()).replace("--quiet ", "")
        if CHILDREN[name] in words:
            return process
    return None


def kill(demo: DemoSite, name: str) -> int:
    victim = wait_for(lambda: child(demo, name), seconds=20, what=name)
    victim.kill()
    return victim.pid


def until_accepted(visitor: Visitor, address: str) -> Page:
    """Sign as a person does who tries again when the site does not answer."""

    def attempt() -> Page | None:
        try:
            answer = visitor.sign("/fr/", SLUG, email=address)
        except (OSError, HTTPException, KeyError):
            return None
        return answer if answer.status == 303 else None

    return wait_for(attempt, seconds=60, what=f"{address} accepted")


def until_verified(demo: DemoSite, visitor: Visitor, link: str) -> None:
    def attempt() -> bool:
        try:
            return visitor.post(link, {}).status == 303
        except (OSError, HTTPException):
            return False

    wait_for(attempt, seconds=60, what="confirmed")


@pytest.mark.requirement("R-26", "R-34")
@pytest.mark.parametrize("name", [name for name in CHILDREN if name != "valkey"])
def test_a_killed_child_comes_back_and_nothing_is_lost(mortal: DemoSite, name: str) -> None:
    suzie = Visitor(mortal.url)
    early, late = f"early.{name}@campus.example", f"late.{name}@campus.example"

    until_accepted(suzie, early)
    dead = kill(mortal, name)
    until_accepted(suzie, late)
    for address in (early, late):
        until_verified(mortal, suzie, mortal.mail_to(address).link("confirm"))

    successor = wait_for(lambda: child(mortal, name), seconds=20, what=f"a new {name}")
    assert successor.pid != dead
    wait_for(
        lambda: suzie.get("/readyz").body == '{"ready": true, "problems": []}',
        seconds=30,
        what="ready without a problem",
    )
    assert mortal.manage("reconcile").returncode == 0
    verified = mortal.manage("export_signatures", "--columns", "email").stdout
    assert (verified.count(early), verified.count(late)) == (1, 1)
    time.sleep(0.5)
    assert {len(mortal.mails_to(early)), len(mortal.mails_to(late))} <= {1, 2}


@contextmanager
def kept_dead(demo: DemoSite, name: str) -> Iterator[None]:
    """Kill a child, and each successor that the supervisor starts."""
    over = threading.Event()

    def kill_on_sight() -> None:
        while not over.wait(0.1):
            with suppress(psutil.NoSuchProcess):
                if (found := child(demo, name)) is not None:
                    found.kill()

    killer = threading.Thread(target=kill_on_sight)
    kill(demo, name)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()


@pytest.mark.requirement("R-21")
def test_a_demo_without_redis_is_later_and_nothing_else(mortal: DemoSite) -> None:
    """Whoever signs gets the mail and is counted, although Redis never comes back meanwhile.

    Workers look at the outbox by themselves, ten seconds late (operations/sweep).
    """
    suzie, address = Visitor(mortal.url), "without.redis@campus.example"
    with kept_dead(mortal, "valkey"):
        until_accepted(suzie, address)
        until_verified(mortal, suzie, mortal.mail_to(address).link("confirm"))

    assert len(mortal.mails_to(address)) == 1
    assert mortal.manage("export_signatures", "--columns", "email").stdout.count(address) == 1
    wait_for(
        lambda: suzie.get("/readyz").body == '{"ready": true, "problems": []}',
        seconds=30,
        what="ready without a problem",
    )
