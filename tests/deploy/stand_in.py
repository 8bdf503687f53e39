"""A stand-in for a web process, which tells what it was asked and answers as the path says."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from demo.readiness import HOST

PUBLIC = "public, max-age=60, stale-while-revalidate=30"


@dataclass
class StandIn:
    """A web process that was started.

    Attributes:
        port: where it listens.
        asked: the paths of all requests, in their order.
        may_answer: what requests with `slow` in their path wait for.
    """

    port: int
    asked: list[str] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    stand_in: StandIn
    dies = False

    def do_GET(self) -> None:
        """Answer with the request's own headers, as JSON."""
        self.stand_in.asked.append(self.path)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "slow" in self.path:
            self.stand_in.may_answer.wait(30)
        if self.dies:
            self.close_connection = True
            return
        told = {name.lower(): value for name, value in self.headers.items()}
        body = json.dumps({**told, "padding": "." * 2000}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if "no-store" in self.path or self.command == "POST":
            self.send_header("Cache-Control", "no-store")
        elif "expired" in self.path:
            self.send_header("Cache-Control", "public, max-age=1")
        elif "silent" not in self.path:
            self.send_header("Cache-Control", PUBLIC)
        if "cookie" in self.path:
            self.send_header("Set-Cookie", "a=b")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """Answer a form in the same way."""
        self.do_GET()

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def stand_in(*, dies: bool = False) -> Iterator[StandIn]:
    """Run a stand-in on a port of its own.

    Args:
        dies: whether it takes requests and closes the connection without an answer.
    """
    handler = type("Handler", (_Handler,), {"dies": dies})
    with ThreadingHTTPServer((HOST, 0), handler) as server:
        handler.stand_in = StandIn(server.server_address[1])  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield handler.stand_in  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()
