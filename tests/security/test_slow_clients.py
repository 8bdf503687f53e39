"""Visitors who say one letter at a time keep nginx company, and nobody else waiting.

nginx reads headers and bodies whole before it asks the application: eight threads answer
everybody, and no slow visitor ever holds one of them.
"""

import os
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from demo.readiness import HOST
from stack.front import Front
from stack.variables import SITE_HOST
from tests.faults.site import Site
from tests.security.wave import SIGN

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("faults")]

FULL = os.environ.get("ATTACK") == "full"
# Each web process has four threads (config/gunicorn.py): many times as many as there are.
SLOW = 1_000 if FULL else 60
HEADERS = f"POST {SIGN} HTTP/1.1\r\nHost: {SITE_HOST}\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nfirst_name="
LET_GO = 60.0  # seconds; nginx waits for ten


@contextmanager
def slow_visitors(front: Front, said: str) -> Iterator[list[ssl.SSLSocket]]:
    """Have many people begin a request and stop in the middle."""
    context = front.visitor().context
    assert context is not None
    with ExitStack() as stack:
        visitors = []
        for _ in range(SLOW):
            plain = stack.enter_context(socket.create_connection((HOST, front.https), 20))
            visitor = stack.enter_context(context.wrap_socket(plain, server_hostname=SITE_HOST))
            visitor.sendall(said.encode())
            visitors.append(visitor)
        yield visitors


@pytest.mark.parametrize("said", [HEADERS, HEADERS + FORM], ids=["headers", "body"])
def test_slow_visitors_hold_no_thread_of_the_application(
    site: Site, front: Front, said: str
) -> None:
    with slow_visitors(front, said) as slow:
        for visitor in slow[:: SLOW // 10]:
            visitor.sendall(b"X")
        answers = [
            front.visitor().get("/fr/"),
            front.visitor().get("/accounts/login/"),
            front.visitor().post("/fr/confirm/", {"email": "a@campus.example", "code": "1"}),
        ]
        assert [answer.status for answer in answers] == [200, 200, 422]
        if FULL:
            assert nobody_is_left(slow)


def nobody_is_left(visitors: list[ssl.SSLSocket]) -> bool:
    """Wait until nginx has let them all go; slow ones are not kept for ever."""
    deadline = time.monotonic() + LET_GO
    for visitor in visitors:
        visitor.settimeout(max(0.1, deadline - time.monotonic()))
        try:
            while visitor.recv(4096):
                pass
        except TimeoutError:
            return False
        except OSError:  # let go without a word
            pass
    return True
