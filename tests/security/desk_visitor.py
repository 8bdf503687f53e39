"""Somebody at the desk, by HTTP and through nginx, while the site is attacked."""

import re
import time
from html import unescape

from demo.readiness import HOST
from stack.front import Front
from stack.visitor import Answer
from tests.faults.site import Site
from tests.waiting import eventually

# An organiser who has proved a second factor, as after signing in.
SIGN_IN = """
from secrets import token_hex
from allauth.mfa.models import Authenticator
from tests.staff import make_staff, prove, signed_in
user = make_staff(email=token_hex(4) + "@appel.example")
Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
browser = signed_in(user)
prove(browser, user, "mfa")
print("session:" + browser.session.session_key)
"""
LIST = "/staff/signatures/signature/"
QUEUE = f"{LIST}queue/"
UNUSUAL, WAVE = "/staff/signatures/unusual/", "/staff/signatures/invalidation/add/"
OPEN_JOBS = "SELECT count(*) FROM signatures_job WHERE state NOT IN ('done', 'failed', 'cancelled')"


class DeskVisitor:
    """An organiser who is signed in.

    Attributes:
        seconds: how long each request took.
    """

    def __init__(self, site: Site, front: Front) -> None:
        said = site.manage("shell", "--verbosity", "0", "--command", SIGN_IN)
        found = re.search(r"session:(\w+)", said)
        assert found is not None, said
        self.seconds: list[float] = []
        self._site, self._browser = site, front.visitor()
        self._browser.cookies["__Host-sessionid"] = found[1]

    def look_around(self) -> None:
        """Open the first page, the list, what waits."""
        for path in ("/staff/", LIST, QUEUE):
            self._get(path)

    def take_out(self, *commons: str) -> int:
        """Follow the link of each finding with one of these domains; returns how many went."""
        page = self._get(UNUSUAL).text
        removed = 0
        for row in page.split("<tr")[1:]:
            link = re.search(rf'href="({WAVE}\?unusual=\d+)"', row)
            if link and any(common in row for common in commons):
                removed += self._run(link[1])
        eventually(lambda: self._site.ask(OPEN_JOBS) == [(0,)], "the jobs")
        return removed

    def _run(self, path: str) -> int:
        typed = fields(self._get(path).text) | {"why": "forged"}
        counted = fields(self._post(WAVE, typed).text)
        started = self._post(WAVE, counted | {"start": "1"})
        assert started.status == 302, started.text
        return int(counted["number"])

    def _get(self, path: str) -> Answer:
        answer = self._timed("GET", path, b"")
        assert answer.status == 200, (path, answer.status)
        return answer

    def _post(self, path: str, typed: dict[str, str]) -> Answer:
        began = time.monotonic()
        answer = self._browser.post(path, typed)
        self.seconds.append(time.monotonic() - began)
        return answer

    def _timed(self, method: str, path: str, body: bytes) -> Answer:
        began = time.monotonic()
        answer = self._browser.send(method, path, body, {"X_Forwarded_For": HOST})
        self.seconds.append(time.monotonic() - began)
        return answer


def fields(page: str) -> dict[str, str]:
    """Give what the first form with these conditions would send."""
    content = page.partition('id="content"')[2] or page
    typed = {}
    for tag in re.findall(r"<input[^>]*>", content):
        name, value = re.search(r'name="(\w+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] not in typed:
            typed[name[1]] = unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select name="(\w+)"(.*?)</select>', content, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        typed.setdefault(name, chosen[1] if chosen else "")
    return typed
