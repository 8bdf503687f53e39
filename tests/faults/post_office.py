"""A mail server that behaves as a test tells it to, and keeps what it took."""

import asyncio
import contextlib
import email
import email.policy
import re
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from enum import Enum
from functools import cached_property
from typing import Any

from demo.readiness import HOST, free_port

PATIENCE = 10.0  # seconds that its own thread gets for an order


class Greeting(Enum):
    """How a caller is received."""

    WELCOME = "welcome"
    BUSY = "busy"  # 421
    SILENT = "silent"
    DRIPPING = "dripping"  # a greeting that never ends


@dataclass(frozen=True)
class Mail:
    """A mail that the server has taken, and said so unless its sender was gone by then.

    Attributes:
        at: when it was taken (`time.monotonic`).
        recipient: of the envelope.
        content: as it came over the wire.
    """

    at: float
    recipient: str
    content: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        return email.message_from_bytes(self.content, EmailMessage, policy=email.policy.default)

    @cached_property
    def text(self) -> str:
        """Its plain text."""
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def identity(self) -> tuple[str, str]:
        """What must be the same in each copy: Message-ID and confirmation link."""
        return str(self.message["Message-ID"]), self.link()

    def link(self, name: str = "confirm") -> str:
        """Give the path of the first link with `/name/<token>/` in it, "" without any."""
        found = re.search(rf"https?://[^/\s]+(/\w\w/{name}/[\w-]{{20,}}/)", self.text)
        return found[1] if found else ""


def welcome(_call: int) -> Greeting:
    return Greeting.WELCOME


def take(_recipient: str, _attempt: int) -> str:
    return "250 OK"


def never(_recipient: str) -> bool:
    return False


class PostOffice:
    """The server. Its manners are attributes that a test sets; `good_manners` takes all back.

    Attributes:
        mails: what was taken, in order.
        calls: how many connections there were since the last `good_manners`.
        attempts: how often each recipient was named.
        texts: the recipients of all texts received to their last dot, taken or not.
        greet: how the n-th caller is received, counted from 1.
        answer: the reply to a recipient's n-th attempt, counted from 1.
        hang_up: whether to close without a word when a text for this recipient is there.
        hold: seconds from the last dot of a text to the 250.
        broken_tls: offer STARTTLS and speak nonsense afterwards.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[Mail] = []
        self.texts: list[str] = []
        self._loop = asyncio.new_event_loop()
        self.calls = 0
        self.attempts: dict[str, int] = {}
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.good_manners()

    def good_manners(self) -> None:
        """Behave as a mail server should, from the next command on."""
        self.greet: Callable[[int], Greeting] = welcome
        self.answer: Callable[[str, int], str] = take
        self.hang_up: Callable[[str], bool] = never
        self.hold, self.broken_tls, self.calls = 0.0, False, 0

    def to(self, address: str) -> list[Mail]:
        """Give the mails taken for an address."""
        return [mail for mail in self.mails if mail.recipient == address]

    def open(self) -> None:
        """Begin to listen, at the same port as ever."""
        self._order(self._listen())

    def shut(self) -> None:
        """Refuse connections, and drop those that are there."""
        self._order(self._leave())

    def _order(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, HOST, self.port)

    async def _leave(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in list(self._open):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        self.calls += 1
        try:
            match self.greet(self.calls):
                case Greeting.WELCOME:
                    await self._converse(reader, writer)
                case Greeting.BUSY:
                    await _say(writer, "421 too busy")
                case Greeting.SILENT:
                    await reader.read()
                case Greeting.DRIPPING:
                    while True:
                        await _say(writer, "220-please wait")
                        await asyncio.sleep(0.5)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _say(writer, "220 office")
        recipient = ""
        while line := await reader.readline():
            match line[:4].upper():
                case b"EHLO":
                    await _say(writer, "250-office")
                    await _say(writer, "250 STARTTLS" if self.broken_tls else "250 8BITMIME")
                case b"RCPT":
                    recipient = line.decode().partition("<")[2].partition(">")[0]
                    self.attempts[recipient] = self.attempts.get(recipient, 0) + 1
                    await _say(writer, self.answer(recipient, self.attempts[recipient]))
                case b"DATA":
                    await _say(writer, "354 go on")
                    content = await _text(reader)
                    self.texts.append(recipient)
                    if self.hang_up(recipient):
                        return
                    await asyncio.sleep(self.hold)
                    # First: whoever has read the 250 may look for the mail at once.
                    self.mails.append(Mail(time.monotonic(), recipient, content))
                    await _say(writer, "250 taken")
                case b"STAR":
                    await _say(writer, "220 go ahead")
                    await _say(writer, "this is not TLS")
                case b"QUIT":
                    await _say(writer, "221 bye")
                    return
                case _:
                    await _say(writer, "250 OK")


async def _say(writer: asyncio.StreamWriter, line: str) -> None:
    writer.write(f"{line}\r\n".encode())
    await writer.drain()


async def _text(reader: asyncio.StreamReader) -> bytes:
    lines = []
    while (line := await reader.readuntil(b"\r\n")) != b".\r\n":
        lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
    return b"".join(lines)


@contextlib.contextmanager
def open_post_office() -> Iterator[PostOffice]:
    """Run a post office in a thread of its own."""
    office = PostOffice()
    thread = threading.Thread(target=office._loop.run_forever, daemon=True)
    thread.start()
    try:
        office.open()
        yield office
    finally:
        office.shut()
        office._loop.call_soon_threadsafe(office._loop.stop)
        thread.join(PATIENCE)
        office._loop.close()
