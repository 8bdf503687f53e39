"""Many people who sign at the same time, straight at the web processes."""

import http.client
import itertools
import re
import secrets
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

from demo.readiness import HOST
from stack.variables import SITE_HOST
from tests.faults.site import Site

AT_ONCE = 8
PATIENCE = 40.0  # seconds; what takes so long breaks invariant D anyway
READING = 3.2  # seconds: nobody fills in the form faster
ACCEPTED = 303


@dataclass(frozen=True)
class Outcome:
    """What came of one request: a status, 0 without an answer, and the seconds it took."""

    status: int
    seconds: float
    body: str = ""


@dataclass
class Crowd:
    """People with addresses of their own.

    Attributes:
        accepted: the addresses of those who were told to look into their mailbox.
        confirmed: the addresses of those who were told that they count.
        outcomes: of all requests.
    """

    site: Site
    accepted: list[str] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)
    outcomes: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._mark, self._numbers = secrets.token_hex(3), itertools.count()
        self._form_token = _form_token(self.site)
        self._ports = itertools.cycle(self.site.ports.values())

    def addresses(self, number: int) -> list[str]:
        """Invent so many addresses."""
        return [f"p{next(self._numbers)}.{self._mark}@campus.example" for _ in range(number)]

    def sign(self, number: int) -> list[str]:
        """Have so many people sign, some at a time; returns who was accepted."""
        return self.sign_with(self.addresses(number))

    def sign_with(self, addresses: Iterable[str]) -> list[str]:
        """Have these people sign, some at a time; returns who was accepted."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return [address for address in pool.map(self.sign_as, addresses) if address]

    def sign_as(self, address: str, **fields: str) -> str:
        """Sign; returns the address when it was accepted, "" when not."""
        outcome = self.post("/fr/appeals/appel/sign/", self.typed(address, **fields))
        if outcome.status != ACCEPTED:
            return ""
        self.accepted.append(address)
        return address

    def typed(self, address: str, **fields: str) -> dict[str, str]:
        """Give what somebody with this address types."""
        return {
            "form_token": self._form_token,
            "first_name": "Suzie",
            # At the end of the wall, whose first page others of this site look at.
            "last_name": f"Zymosis-{in_letters(address)}",
            "email": address,
            "category": "student",
            "country": "FR",
            "display": "full",
            "consent": "on",
            "age_15": "on",
            **fields,
        }

    def until_accepted(self, address: str) -> None:
        """Sign as somebody does who tries again when the site does not answer."""
        deadline = time.monotonic() + PATIENCE
        while not self.sign_as(address):
            assert time.monotonic() < deadline, f"not accepted: {self.outcomes[-1]}"
            time.sleep(0.3)

    def keep_signing(self, addresses: list[str], over: threading.Event) -> threading.Thread:
        """Sign on, one after the other, until `over`; returns the thread that does."""

        def sign_on() -> None:
            for address in addresses:
                if over.is_set():
                    return
                self.sign_as(address)

        thread = threading.Thread(target=sign_on)
        thread.start()
        return thread

    def keep_confirming(self, over: threading.Event) -> threading.Thread:
        """Press the button of each mail that has come, until `over`; returns the thread."""

        def confirm_on() -> None:
            while not over.wait(0.1):
                for address in self.who_may_confirm():
                    self.confirm_as(address)

        thread = threading.Thread(target=confirm_on)
        thread.start()
        return thread

    def who_may_confirm(self) -> list[str]:
        """Give those who have a mail and have not yet been told that they count."""
        written_to = {mail.recipient for mail in list(self.site.office.mails)}
        return [each for each in self.accepted if each in written_to - self.confirmed]

    def confirm_with(self, addresses: Iterable[str]) -> list[Outcome]:
        """Have these people press the button of their first mail, some at a time."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(self.confirm_as, addresses))

    def confirm_as(self, address: str) -> Outcome:
        """Press the button that somebody's first mail leads to, each from a network of one's own.

        From one address so many would meet the limit of those who guess at links (R-52).
        """
        number = zlib.crc32(address.encode())
        home = {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
        outcome = self.post(self.site.office.to(address)[0].link(), {}, **home)
        if outcome.status == ACCEPTED:
            self.confirmed.add(address)
        return outcome

    def post(self, path: str, fields: dict[str, str], **more: str) -> Outcome:
        """Send a form to one web process after the other, with `more` headers."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", **more}
        headers["Origin"] = f"https://{SITE_HOST}"
        return self._ask("POST", path, urlencode(fields).encode(), headers)

    def get(self, path: str) -> Outcome:
        """Ask one web process after the other for a page."""
        return self._ask("GET", path, None, {})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Outcome:
        return self._note(lambda: _answer(next(self._ports), method, path, body, headers))

    def _note(self, ask: Callable[[], tuple[int, str]]) -> Outcome:
        began = time.monotonic()
        try:
            status, text = ask()
        except (OSError, http.client.HTTPException):
            status, text = 0, ""
        outcome = Outcome(status, time.monotonic() - began, text)
        self.outcomes.append(outcome)
        return outcome


def _answer(
    port: int, method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> tuple[int, str]:
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    sent = {"Host": SITE_HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": HOST, **headers}
    try:
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def in_letters(address: str) -> str:
    """Give each address a family name of its own: many of one name would be held."""
    mailbox = address.partition("@")[0].replace(".", "")
    return mailbox.translate(str.maketrans("0123456789", "ghijklmnop"))


def _form_token(site: Site) -> str:
    _status, page = _answer(next(iter(site.ports.values())), "GET", "/fr/", None, {})
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found is not None
    time.sleep(READING)
    return found[1]
