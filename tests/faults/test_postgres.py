"""PostgreSQL restarted, frozen, cut off, full and overrun: honest answers, nothing lost."""

import contextlib
import random
import signal
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest

from stack.visitor import Answer
from tests.faults.crowd import Crowd
from tests.faults.invariants import LONGEST_REQUEST, all_hold, settle
from tests.faults.run import size
from tests.faults.site import MAILING_PROCESSES, Site, running_site, tmpfs

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("faults")]
OURS = "usename = current_user AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
# What is to be had from memory: the appeal, and the figure that watchers ask for.
PAGES = ("/fr/", "/fr/appeals/appel/figure.json")
CUT = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OURS}"


def sign_at_the_front(site: Site, crowd: Crowd) -> tuple[Answer, float]:
    """Sign through nginx, as the public does; returns the answer and the seconds it took."""
    [address] = crowd.addresses(1)
    began = time.monotonic()
    answer = site.front.visitor().post("/fr/appeals/appel/sign/", crowd.typed(address))
    if answer.status == 303:
        crowd.accepted.append(address)
    return answer, time.monotonic() - began


def is_honest(answer: Answer) -> bool:
    """Say whether the answer tells in both languages that nothing was done."""
    sentences = ("Si vous veniez d’envoyer un formulaire", "If you had just sent a form")
    honest = answer.status == 503 and bool(answer["Retry-After"])
    return honest and all(sentence in answer.text for sentence in sentences)


@pytest.mark.requirement("R-34")
@pytest.mark.long
def test_postgres_restarts_at_once_under_load(
    site: Site, crowd: Crowd, dice: random.Random
) -> None:
    restarts = size(short=2, full=5)
    over = threading.Event()
    signing, confirming = (
        crowd.keep_signing(crowd.addresses(5000), over),
        crowd.keep_confirming(over),
    )
    try:
        for _ in range(restarts):
            time.sleep(dice.uniform(0.3, 1.5))
            site.end("postgres", signal.SIGQUIT)
            time.sleep(dice.uniform(0, 0.5))
            site.start("postgres")
        crowd.until_accepted(crowd.addresses(1)[0])
    finally:
        over.set()
        signing.join()
        confirming.join()

    assert {outcome.status for outcome in crowd.outcomes} > {303}
    # Each process of a worker has one mail at the server when the database goes.
    all_hold(site, crowd, crashes=restarts * MAILING_PROCESSES)


@pytest.mark.requirement("R-35")
@pytest.mark.long
@pytest.mark.parametrize("what", [pytest.param("postmaster", marks=pytest.mark.long), "everything"])
def test_postgres_hangs(site: Site, crowd: Crowd, what: str) -> None:
    visitor = site.front.visitor()
    assert {visitor.get(path).status for path in PAGES} == {200}
    postmaster, *backends = site.family("postgres")

    with site.frozen(postmaster, *(backends if what == "everything" else [])):
        pages = {visitor.get(path).status for path in PAGES for _ in range(3)}
        answer, seconds = sign_at_the_front(site, crowd)

    assert pages == {200}
    assert seconds < LONGEST_REQUEST
    assert answer.status == 303 or is_honest(answer)
    crowd.until_accepted(crowd.addresses(1)[0])
    all_hold(site, crowd)


@pytest.mark.requirement("R-36")
@pytest.mark.long
def test_every_connection_is_cut(site: Site, crowd: Crowd) -> None:
    early = crowd.sign(20)  # each web process has connections now
    settle(site)
    crowd.outcomes.clear()

    cut = site.ask(CUT)
    crowd.confirm_with(early)
    crowd.sign(40)

    failed = [outcome for outcome in crowd.outcomes if outcome.status != 303]
    assert len(failed) <= len(cut)
    all_hold(site, crowd)  # what was sent while the connection was cut is recorded on a new one


@pytest.mark.requirement("R-38")
@pytest.mark.long
def test_connections_are_used_up(site: Site, crowd: Crowd) -> None:
    assert site.front.visitor().get("/fr/").status == 200
    with contextlib.ExitStack() as stack:
        hoarder = stack.enter_context(site.connect())
        for _ in range(3):  # whatever the application opens again is taken from it
            hoarder.execute(f"{CUT} AND application_name <> 'hoarder'".encode())
            with contextlib.suppress(psycopg.OperationalError):
                while True:
                    stack.enter_context(site.connect(application_name="hoarder"))
        answer, _seconds = sign_at_the_front(site, crowd)
        page = site.front.visitor().get("/fr/")

    assert is_honest(answer)
    assert page.status == 200
    crowd.until_accepted(crowd.addresses(1)[0])
    all_hold(site, crowd)


@pytest.mark.requirement("R-37")
@pytest.mark.long
def test_disk_is_full() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="paraphe-full-") as place,
        small_disk(Path(place)) as disk,
        running_site(disk / "site") as site,
    ):
        crowd = Crowd(site)
        crowd.sign(20)
        fill(disk / "filler")
        refused = until_refused(site, crowd)

        (disk / "filler").unlink()
        site.wait_until_whole()

        assert is_honest(refused)
        crowd.until_accepted(crowd.addresses(1)[0])
        all_hold(site, crowd)


def small_disk(place: Path) -> contextlib.AbstractContextManager[Path]:
    """Mount a disk where the account that runs PostgreSQL reaches it."""
    place.chmod(0o711)
    return tmpfs(place / "disk", "300m")


def fill(file: Path) -> None:
    """Write until the disk is full."""
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 2**16)


def until_refused(site: Site, crowd: Crowd) -> Answer:
    """Sign until the answer is no longer that all is well."""
    for _ in range(2000):
        answer, _seconds = sign_at_the_front(site, crowd)
        if answer.status >= 500:
            return answer
        crowd.sign(20)
    raise AssertionError("the disk never was full")
