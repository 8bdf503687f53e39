"""SMTP servers for the tests: one that behaves as told, and some that misbehave."""

import asyncio
import contextlib
import email
import email.policy
import socket
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.signatures.threads import WAIT

HOST = "127.0.0.1"


class Sink:
    """Keeps the mails it accepts; answers otherwise where it was told to."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[EmailMessage] = []
        self.texts: list[bytes] = []  # of the mails, as they came over the wire
        self.greetings: list[str] = []
        self.senders: list[str] = []
        self.recipients: list[str] = []
        self.connections: set[object] = set()
        # What to say to a recipient, and to the mails themselves, one after the other.
        self.recipient_replies: dict[str, str] = {}
        self.mail_replies: list[str] = []
        self.sender_reply = ""

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.connections.add(session.peer)
        self.greetings.append(session.host_name or "")
        if not self.sender_reply:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.sender_reply or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        reply = self.recipient_replies.get(address, "250 OK")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        reply = self.mail_replies.pop(0) if self.mail_replies else "250 OK"
        if reply.startswith("2"):
            content = envelope.original_content or b""
            self.texts.append(content)
            self.mails.append(email.message_from_bytes(content, policy=email.policy.default))
            self.senders.append(envelope.mail_from or "")
            self.recipients += envelope.rcpt_tos
        return reply


@contextlib.contextmanager
def running_sink() -> Iterator[Sink]:
    """Serve SMTP on a free port, in a thread of its own."""
    sink, loop = Sink(), asyncio.new_event_loop()

    sessions: list[SMTP] = []

    def session() -> SMTP:
        sessions.append(SMTP(sink, hostname="localhost", loop=loop))
        return sessions[-1]

    server = loop.run_until_complete(loop.create_server(session, HOST, 0))
    sink.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield sink
    finally:

        async def close() -> None:
            server.close()
            for each in sessions:
                if each.transport is not None:
                    each.transport.close()
            await asyncio.sleep(0)

        asyncio.run_coroutine_threadsafe(close(), loop).result(WAIT)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(WAIT)
        loop.close()


@contextlib.contextmanager
def bad_server(converse: Callable[[socket.socket], None]) -> Iterator[int]:
    """Accept connections and hand each to `converse`, until the end of the test."""
    listener = socket.create_server((HOST, 0))
    over = threading.Event()
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(WAIT)
            converse(connection)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while not over.is_set():
                connection, _address = listener.accept()
                threads.append(threading.Thread(target=serve, args=(connection,)))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (accepting, *threads):
            thread.join(WAIT)


def silent(connection: socket.socket) -> None:
    """Say nothing, until the client hangs up."""
    while connection.recv(1024):
        pass


def dripping(connection: socket.socket) -> None:
    """Greet for ever: each line comes long before a client's patience for one ends."""
    while True:
        connection.sendall(b"220-please wait\r\n")
        threading.Event().wait(0.02)


def hanging_up_after_data(connection: socket.socket) -> None:
    """Take a mail to its last dot, and hang up without a word: was it accepted?"""
    _converse(connection, at_end=None)


def one_mail_each(connection: socket.socket, *, goodbye: bytes = b"") -> None:
    """Take one mail; after it hang up, or say `goodbye` to the next command first."""

    def leave(connection: socket.socket) -> None:
        connection.sendall(b"250 accepted\r\n")
        if goodbye:
            connection.recv(1024)
            connection.sendall(goodbye)

    _converse(connection, at_end=leave)


def silent_after_data(connection: socket.socket) -> None:
    """Take a mail to its last dot, and fall silent."""
    _converse(connection, at_end=silent)


def _converse(connection: socket.socket, *, at_end: Callable[[socket.socket], None] | None) -> None:
    connection.sendall(b"220 hello\r\n")
    with connection.makefile("rb") as lines:
        for line in lines:
            if line[:4].upper() == b"DATA":
                connection.sendall(b"354 go on\r\n")
                while lines.readline() != b".\r\n":
                    pass
                break
            connection.sendall(b"250 OK\r\n")
    if at_end is not None:
        at_end(connection)


def plain_only(connection: socket.socket) -> None:
    """Offer no encryption, and take whatever comes."""
    connection.sendall(b"220 ready\r\n")
    while connection.recv(4096):
        connection.sendall(b"250 OK\r\n")


def breaking_off_the_handshake(connection: socket.socket) -> None:
    """Promise to encrypt, and answer with what is no TLS."""
    connection.sendall(b"220 ready\r\n")
    connection.recv(4096)
    connection.sendall(b"250-hello\r\n250 STARTTLS\r\n")
    connection.recv(4096)
    connection.sendall(b"220 go ahead\r\n")
    connection.recv(4096)
    connection.sendall(b"500 I have changed my mind\r\n" * 4)
