"""A wave of forged signatures: four kinds of forgers, all at once, as fast as they are answered."""

import http.client
import itertools
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from demo.readiness import HOST
from stack.front import Front
from stack.variables import SITE_HOST
from stack.visitor import PATIENCE, Connection
from tests.faults.post_office import PostOffice

AT_ONCE = 16  # connections, each kept open
SIGN = "/fr/appeals/appel/sign/"
# Bought by the forgers: they read what is written to any mailbox there.
BOUGHT = tuple(f"courrier-{number}.example" for number in range(3))
DATA_CENTRE = "rack.example"
HOUSEHOLDS = 400
_HEADERS = {
    "Host": SITE_HOST,
    "Origin": f"https://{SITE_HOST}",
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": "Mozilla/5.0",
    "Accept-Language": "fr",
}


class Wave:
    """Forgers who took one form and send it again and again.

    Args:
        front: the nginx that they attack; it takes from them where they come from.
        form_token: of the page that they opened.

    Attributes:
        answers: how often each status came back; 0 is no answer.
        seconds: how long it took.
    """

    def __init__(self, front: Front, form_token: str) -> None:
        self.answers: Counter[int] = Counter()
        self.seconds = 0.0
        self._front, self._form_token = front, form_token

    def run(self, number: int) -> None:
        """Send so many forged signatures, some at a time."""
        began, numbers = time.monotonic(), iter(range(number))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for counted in pool.map(self._forge, itertools.repeat(numbers, AT_ONCE)):
                self.answers += counted
        self.seconds = time.monotonic() - began

    def confirm_what_came(self, office: PostOffice) -> int:
        """Press the button of each mail that came to a mailbox of theirs; returns how many."""
        theirs = (*BOUGHT, DATA_CENTRE)
        links = {
            mail.link() for mail in list(office.mails) if mail.recipient.partition("@")[2] in theirs
        } - {""}
        visitor = self._front.visitor()
        for number, link in enumerate(links):
            visitor.post(link, {}, X_Forwarded_For=household(number))
        return len(links)

    def _forge(self, numbers: Iterator[int]) -> Counter[int]:
        answers: Counter[int] = Counter()
        connection = self._connect()
        for number in numbers:
            network, typed = forged(number)
            body = urlencode({**typed, "form_token": self._form_token})
            try:
                connection.request("POST", SIGN, body, {**_HEADERS, "X-Forwarded-For": network})
                response = connection.getresponse()
                response.read()
                answers[response.status] += 1
            except (OSError, http.client.HTTPException):
                answers[0] += 1
                connection.close()
                connection = self._connect()
        connection.close()
        return answers

    def _connect(self) -> Connection:
        visitor = self._front.visitor()
        assert visitor.context is not None
        connection = Connection(SITE_HOST, self._front.https, visitor.context)
        connection.timeout = PATIENCE
        assert connection.host == HOST
        return connection


def household(number: int) -> str:
    """Give the address of a household."""
    return f"10.{number // 250 % 250}.{number % 250}.7"


def letters(number: int) -> str:
    """Write a number in letters, so that each name is another one."""
    return str(number).translate(str.maketrans("0123456789", "abdeilmnor"))


def forged(number: int) -> tuple[str, dict[str, str]]:
    """Give the network and the form of a forged signature."""
    first, last, home = "Camille", f"Ren{letters(number)}", household(number % HOUSEHOLDS)
    match number % 4:
        case 0:  # a script on sixteen addresses of one data centre
            network, mailbox = f"203.0.113.{number % 16 + 1}", f"k{number}x9q{number}@{DATA_CENTRE}"
        case 1:  # throw-away mailboxes
            network, mailbox = home, f"someone{number}@yopmail.com"
        case 2:  # a forum's joke
            network, mailbox, first, last = home, f"joke{number}@gmail.com", "Test", "Test"
        case _:  # a botnet of households with plausible names
            domain = BOUGHT[number // 4 % len(BOUGHT)]
            network, mailbox = home, f"camille.{last.lower()}@{domain}"
    return network, {
        "first_name": first,
        "last_name": last,
        "email": mailbox,
        "category": "citizen",
        "country": "FR",
        "display": "full",
        "consent": "on",
        "age_15": "on",
    }
