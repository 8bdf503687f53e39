"""Twenty thousand forged signatures at full speed, and what honest people notice of it.

`make test-attack` sends them all, or FORGED of them; the suite sends some hundred. The forgers
own mailboxes and confirm whatever reaches them: that a forged signature is pending is no merit.
"""

import base64
import hashlib
import json
import os
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
import redis

from stack.front import Front
from stack.visitor import Answer, Visitor
from tests.faults.site import Site
from tests.security.desk_visitor import DeskVisitor
from tests.security.wave import BOUGHT, DATA_CENTRE, SIGN, Wave, letters
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("faults")]

FULL = os.environ.get("ATTACK") == "full"
FORGED = int(os.environ.get("FORGED") or 20_000) if FULL else 240
READING = 6.5  # seconds; who is faster is suspicious for it
PAUSE = 1.0 if FULL else 0.1  # seconds from one honest person to the next
# How long somebody waits for an answer at most, before nginx says that the site is busy.
PATIENCE = 13.0  # seconds
STATE = """
SELECT signature.moderation, signature.status, count(*) FROM signatures_signature AS signature
WHERE signature.email NOT LIKE '%%@campus.example' GROUP BY 1, 2 ORDER BY 1, 2
"""
FATE = """
SELECT signature.moderation, email.state, email.due_at - now(), array_agg(reason.code)
FROM signatures_signature AS signature
LEFT JOIN signatures_outboundemail AS email ON email.signature_id = signature.id
LEFT JOIN signatures_holdreason AS reason ON reason.signature_id = signature.id
WHERE signature.email = %s GROUP BY 1, 2, 3
"""
COUNTED = """
SELECT count(*) FROM signatures_signature WHERE status = 'verified' AND moderation <> 'held'
"""
FORGET = """
DELETE FROM signatures_outboundemail AS email USING signatures_signature AS signature
WHERE email.signature_id = signature.id AND email.state = 'queued'
    AND signature.email NOT LIKE '%%@campus.example'
"""


@dataclass
class Honest:
    """People from households of their own, one after the other, with browsers that prove.

    They open the page, read, and send the form: some had it open when the attack began.

    Attributes:
        signed: the addresses of those who were told to look into their mailbox.
        proved: how many of them were asked for a proof.
        seconds: how long each of their requests took.
    """

    visitor: Visitor
    signed: list[str] = field(default_factory=list)
    proved: int = 0
    seconds: list[float] = field(default_factory=list)
    pages: deque[tuple[float, str]] = field(default_factory=deque)

    def open_page(self) -> None:
        """Open the page, to be read for a while."""
        page = self._timed(lambda: self.visitor.get("/fr/"))
        self.pages.append((time.monotonic(), page.text))

    def is_asked_for_a_proof(self) -> bool:
        """Open the page anew, and leave all others: it is kept for a moment at the front."""
        self.pages.clear()
        self.open_page()
        return "data-challenge" in self.pages[0][1]

    def sign(self) -> None:
        """Send the form that has been read the longest; prove, if its page asks for it."""
        opened, page = self.pages.popleft()
        time.sleep(max(0.0, opened + READING - time.monotonic()))
        number = len(self.signed)
        home = {"X_Forwarded_For": f"172.16.{number}.9"}
        proof = self._proof(home) if "data-challenge" in page else ""
        self.proved += bool(proof)
        typed = {
            "form_token": token_on(page),
            "proof": proof,
            "first_name": "Suzie",
            "last_name": f"Honnête-{letters(number)}",
            "email": f"suzie.{letters(number)}.wave@campus.example",
            "category": "student",
            "country": "FR",
            "display": "full",
            "consent": "on",
            "age_15": "on",
        }
        browser = {"User_Agent": "Mozilla/5.0", "Accept_Language": "fr", **home}
        answer = self._timed(lambda: self.visitor.post(SIGN, typed, **browser))
        assert answer.status == 303, answer.status
        self.signed.append(typed["email"])

    def _proof(self, home: dict[str, str]) -> str:
        task = json.loads(self._timed(lambda: self.visitor.get("/fr/proof/", **home)).body)
        for number in range(task["maxNumber"] + 1):
            text = f"{task['salt']}{number}".encode()
            if hashlib.sha256(text).hexdigest() == task["challenge"]:
                kept = ("algorithm", "challenge", "salt", "signature")
                solved = {name: task[name] for name in kept} | {"number": number}
                return base64.b64encode(json.dumps(solved).encode()).decode()
        raise AssertionError

    def _timed(self, ask: Callable[[], Answer]) -> Answer:
        began = time.monotonic()
        answer = ask()
        self.seconds.append(time.monotonic() - began)
        return answer


def token_on(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.fixture
def after_the_wave(site: Site) -> Iterator[None]:
    """Leave no attack, and no mail of it, to the next test."""
    yield
    site.ask(FORGET)
    with redis.from_url(site.environment["REDIS_URL"]) as client:
        client.flushall()


@pytest.mark.usefixtures("after_the_wave")
@pytest.mark.requirement("R-07", "R-08", "R-17", "R-58")
def test_honest_people_sign_the_figure_is_clean_and_the_desk_works(
    site: Site, front: Front
) -> None:
    [(before,)] = site.ask(COUNTED)
    honest = Honest(front.visitor())
    honest.open_page()
    desk = DeskVisitor(site, front)  # takes longer than any page is kept
    # Their page is another one: honest people who got the very same are held with them.
    wave = Wave(front, token_on(front.visitor().get("/en/").text))
    time.sleep(READING)  # who types faster than a person is suspicious for it

    attack = threading.Thread(target=wave.run, args=(FORGED,))
    attack.start()
    honest.open_page()
    while attack.is_alive():
        honest.sign()
        honest.open_page()
        desk.look_around()
        attack.join(PAUSE)
    eventually(honest.is_asked_for_a_proof, "the page that asks for a proof")
    honest.sign()
    confirmed = wave.confirm_what_came(site.office)
    for address in honest.signed:
        assert site.ask(FATE, address)[0][0] == "unreviewed", site.ask(FATE, address)
        eventually(lambda: site.office.to(address), address)  # noqa: B023 -- called at once
        [mail] = site.office.to(address)
        assert honest.visitor.post(mail.link(), {}).status in (200, 303)
    [(dirty,)] = site.ask(COUNTED)
    look = "from signatures.desk.tasks import look_for_unusual; look_for_unusual()"
    site.manage("shell", "--verbosity", "0", "--command", look)
    removed = desk.take_out(*BOUGHT, DATA_CENTRE)

    clean = before + len(honest.signed)
    report(wave, honest, desk, site, confirmed=confirmed, dirty=dirty - clean, removed=removed)
    assert wave.answers == {303: FORGED}
    assert honest.proved
    if FULL:  # the suite has no clock: whoever waits longer is answered 503, and noticed
        assert max(*honest.seconds, *desk.seconds) < PATIENCE
    assert site.ask(COUNTED) == [(clean,)]
    eventually(lambda: site.shown_total() == clean, "the public figure")


def report(
    wave: Wave,
    honest: Honest,
    desk: DeskVisitor,
    site: Site,
    *,
    confirmed: int,
    dirty: int,
    removed: int,
) -> None:
    """Say what happened, for docs/security/attack.md."""
    number = sum(wave.answers.values())
    print(f"forged: {number} in {wave.seconds:.0f} s, {number / wave.seconds:.0f} a second")
    print(f"answers: {dict(wave.answers)}")
    for moderation, status, count in site.ask(STATE):
        print(f"forged, {moderation}, {status}: {count}")
    print(f"confirmed by the forgers: {confirmed}; counted until somebody looked: {dirty}")
    print(f"taken out with one click for each finding: {removed}")
    for who, seconds in (("honest", honest.seconds), ("desk", desk.seconds)):
        ordered = sorted(seconds)
        middle, last = ordered[len(ordered) // 2], ordered[-1]
        print(f"{who}: {len(ordered)} requests, median {middle:.2f} s, longest {last:.2f} s")
    print(f"honest signatures, all counted: {len(honest.signed)}, {honest.proved} with a proof")
