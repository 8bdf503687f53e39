"""People on a host of their own: they sign, confirm what their mailbox holds, and look on.

Run as `python -m tests.machines.visitors FOLDER ADDRESS…`. Like browsers, they go to the
next address of the site when one does not answer. A file `stop` in the folder ends the
signing; then every link that arrived is confirmed until an answer says that it is.
"""

import http.client
import itertools
import json
import re
import ssl
import sys
import threading
import time
from pathlib import Path

from stack.variables import SITE_HOST
from stack.visitor import Visitor
from tests.faults.crowd import in_letters
from tests.machines.hosts import HOUSEHOLDS

SIGNERS, READERS = 4, 2
READING = 3.2  # seconds: nobody fills in the form faster
PAGES = ("/fr/", "/fr/appeals/appel/signatories/", "/fr/appeals/appel/figures.json")
CONFIRMED = (200, 303)


class Visitors:
    """All of them.

    Args:
        folder: has the certificate and the mailbox (`mail.jsonl`), takes `accepted`,
            `confirmed` and `answers`.
        addresses: of the site.
    """

    def __init__(self, folder: Path, addresses: list[str]) -> None:
        self._folder, self._addresses = folder, itertools.cycle(addresses)
        self._sites, self._households = len(addresses), itertools.cycle(HOUSEHOLDS)
        self._certificate = folder / "tls/fullchain.pem"
        self._numbers, self._lock = itertools.count(), threading.Lock()
        self._files = {
            name: (folder / name).open("a", buffering=1)
            for name in ("accepted", "confirmed", "answers")
        }
        self._form_token = ""

    def run(self) -> None:
        """Live until the file `stop` is there and all is confirmed."""
        page = self._ask("GET", "/fr/", {})
        found = re.search(r'name="form_token" value="([^"]+)"', page)
        if found is None:
            raise SystemExit(f"no form: {page[:300]}")
        self._form_token = found[1]
        time.sleep(READING)
        lives = [self._sign] * SIGNERS + [self._look] * READERS
        threads = [threading.Thread(target=life) for life in lives]
        for thread in threads:
            thread.start()
        self._confirm(threads)

    def _sign(self) -> None:
        while not self._is_over():
            with self._lock:
                address = f"p{next(self._numbers)}.visitor@campus.example"
            fields = {
                "form_token": self._form_token,
                "first_name": "Suzie",
                "last_name": f"Exemple-{in_letters(address)}",
                "email": address,
                "category": "student",
                "country": "FR",
                "display": "full",
                "consent": "on",
                "age_15": "on",
            }
            if self._ask("POST", "/fr/appeals/appel/sign/", fields) == "303":
                self._note("accepted", address)

    def _look(self) -> None:
        for number, page in enumerate(itertools.cycle(PAGES)):
            if self._is_over():
                return
            self._ask("GET", f"{page}?visit={number}", {})
            time.sleep(0.1)

    def _confirm(self, others: list[threading.Thread]) -> None:
        """Press the button of each mail; what came twice is pressed once."""
        pressed: set[str] = set()
        mailbox = self._folder / "mail.jsonl"
        while True:
            over = (
                not any(thread.is_alive() for thread in others)
                and (self._folder / "settled").exists()
            )
            for line in mailbox.read_text().splitlines() if mailbox.exists() else ():
                mail = json.loads(line)
                if mail["link"] and mail["to"] not in pressed:
                    status = self._ask("POST", mail["link"], {}, wanted=CONFIRMED)
                    if status in map(str, CONFIRMED):
                        pressed.add(mail["to"])
                        self._note("confirmed", mail["to"])
            if over:
                return
            time.sleep(0.2)

    def _ask(
        self, method: str, path: str, fields: dict[str, str], wanted: tuple[int, ...] = ()
    ) -> str:
        """Give the page, or the status of a form; "0" when no address answers."""
        status, text = 0, ""
        for _turn in range(self._sites):
            with self._lock:
                host, household = next(self._addresses), next(self._households)
            visitor = Visitor(SITE_HOST, 443, self._certificate, host=host, source=household)
            began = time.monotonic()
            try:
                answer = visitor.post(path, fields) if method == "POST" else visitor.get(path)
                status, text = answer.status, answer.text
            except (OSError, http.client.HTTPException, ssl.SSLError, UnicodeDecodeError):
                status, text = 0, ""
            kind = path.split("?", maxsplit=1)[0].split("/")[2] or "page"
            self._note("answers", f"{kind} {status} {time.monotonic() - began:.3f}")
            if status and status < 500:
                break
        return text if method == "GET" else str(status)

    def _note(self, name: str, line: str) -> None:
        with self._lock:
            self._files[name].write(f"{line}\n")

    def _is_over(self) -> bool:
        return (self._folder / "stop").exists()


if __name__ == "__main__":
    Visitors(Path(sys.argv[1]), sys.argv[2:]).run()
