"""Servers that refuse, hang up, fall silent or drip: no mail is lost, no worker is stuck."""

import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import cast

import pytest

from appeal.models import Appeal
from signatures.enums import EmailState
from signatures.mail import delivery
from signatures.mail.delivery import deliver_due
from signatures.models import OutboundEmail
from signatures.models.clock import database_now
from tests.signatures.mail.conftest import UseServer
from tests.signatures.mail.promises import due_in, promises, state_of
from tests.signatures.mail.sink import (
    HOST,
    Sink,
    bad_server,
    breaking_off_the_handshake,
    dripping,
    hanging_up_after_data,
    one_mail_each,
    plain_only,
    silent,
    silent_after_data,
)


@pytest.fixture
def short_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Far below the socket's own patience, which is 30 s in these tests."""
    monkeypatch.setattr(delivery, "MESSAGE_DEADLINE", 0.5)


def unused_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        port: int = server.getsockname()[1]
    return port


def make_all_due() -> None:
    OutboundEmail.objects.update(due_at=database_now())


@pytest.mark.requirement("R-29")
def test_server_away_gives_the_batch_back_untried(
    appeal: Appeal, use_server: UseServer, caplog: pytest.LogCaptureFixture
) -> None:
    emails = promises(appeal, 3)
    use_server(unused_port())

    assert deliver_due() == 0

    for email in emails:
        assert state_of(email) == (EmailState.QUEUED, 0, "ConnectionRefusedError")
        assert timedelta(0) < due_in(email) < timedelta(minutes=1)
    assert [record.getMessage() for record in caplog.records] == [
        "mail server away: ConnectionRefusedError"
    ]


def test_mails_arrive_when_the_server_is_back(
    appeal: Appeal, use_server: UseServer, sink: Sink
) -> None:
    emails = promises(appeal, 3)
    use_server(unused_port())
    for _ in range(20):
        make_all_due()
        deliver_due()

    use_server(sink.port)
    make_all_due()

    assert deliver_due() == 3
    assert {state_of(email) for email in emails} == {(EmailState.SENT, 1, "")}


@pytest.mark.requirement("R-29")
def test_server_that_is_busy_gives_the_batch_back_untried(
    appeal: Appeal, use_server: UseServer
) -> None:
    emails = promises(appeal, 2)

    def busy(connection: socket.socket) -> None:
        connection.sendall(b"421 too many connections\r\n")

    with bad_server(busy) as port:
        use_server(port)
        assert deliver_due() == 0

    assert {state_of(email) for email in emails} == {(EmailState.QUEUED, 0, "SMTPConnectError")}


@pytest.mark.parametrize("reply", ["451 too many mails", "530 sign in first", "550 not you"])
def test_sender_that_is_refused_gives_the_batch_back_untried(
    appeal: Appeal, sink: Sink, reply: str
) -> None:
    """It is the same for every mail: none of them may be given up for it."""
    emails = promises(appeal, 3)
    sink.sender_reply = reply

    for _ in range(10):
        make_all_due()
        assert deliver_due() == 0

    error = f"SMTPSenderRefused: {reply[:3]}"
    assert {state_of(email) for email in emails} == {(EmailState.QUEUED, 0, error)}


@pytest.mark.requirement("R-31")
@pytest.mark.usefixtures("short_deadline")
@pytest.mark.parametrize("converse", [silent, dripping])
def test_server_that_never_greets_is_cut_off(
    appeal: Appeal, use_server: UseServer, converse: Callable[[socket.socket], None]
) -> None:
    emails = promises(appeal, 2)

    with bad_server(converse) as port:
        use_server(port)
        assert deliver_due() == 0

    for email in emails:
        assert state_of(email) == (EmailState.QUEUED, 0, "SMTPServerDisconnected")
        assert due_in(email) > timedelta(0)


@pytest.mark.requirement("R-32")
def test_connection_closed_after_the_text_is_tried_again(
    appeal: Appeal, use_server: UseServer, sink: Sink
) -> None:
    """Nobody knows whether the server took it: at worst it arrives twice, the same mail."""
    first, second = promises(appeal, 2)

    with bad_server(hanging_up_after_data) as port:
        use_server(port)
        assert deliver_due() == 0

    for email in (first, second):
        assert state_of(email) == (EmailState.QUEUED, 1, "SMTPServerDisconnected")
        assert due_in(email) > timedelta(seconds=20)

    use_server(sink.port)
    make_all_due()
    assert deliver_due() == 2
    assert {state_of(email) for email in (first, second)} == {(EmailState.SENT, 2, "")}


@pytest.mark.requirement("R-31")
@pytest.mark.usefixtures("short_deadline")
def test_server_that_falls_silent_is_cut_off(
    appeal: Appeal, use_server: UseServer, sink: Sink
) -> None:
    [email] = promises(appeal, 1)

    with bad_server(silent_after_data) as port:
        use_server(port)
        assert deliver_due() == 0

    assert state_of(email) == (EmailState.QUEUED, 1, "SMTPServerDisconnected")

    use_server(sink.port)
    make_all_due()
    assert deliver_due() == 1


@pytest.mark.parametrize("goodbye", [b"", b"421 enough for one connection\r\n"])
def test_server_that_hangs_up_after_each_mail_costs_no_attempt(
    appeal: Appeal, use_server: UseServer, goodbye: bytes
) -> None:
    """Servers hang up after so many mails, some with a word, some without."""
    emails = promises(appeal, 5)

    with bad_server(partial(one_mail_each, goodbye=goodbye)) as port:
        use_server(port)
        assert deliver_due() == 5

    assert {state_of(email) for email in emails} == {(EmailState.SENT, 1, "")}


def test_kept_connection_that_falls_silent_does_not_get_a_second_deadline(
    appeal: Appeal, use_server: UseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "MESSAGE_DEADLINE", 0.5)
    first, second = promises(appeal, 2)
    callers: list[socket.socket] = []

    def silent_after_one(connection: socket.socket) -> None:
        callers.append(connection)
        one_mail_each(connection)
        silent(connection)

    with bad_server(silent_after_one) as port:
        use_server(port)
        assert deliver_due() == 1

    assert state_of(first)[0] == EmailState.SENT
    assert state_of(second) == (EmailState.QUEUED, 1, "SMTPServerDisconnected")
    assert len(callers) == 1


def test_deadline_of_a_mail_that_was_sent_cuts_nothing(
    appeal: Appeal, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The timer of the first mail must not reach the connection that the others use."""
    monkeypatch.setattr(delivery, "MESSAGE_DEADLINE", 30.0)
    promises(appeal, 3)

    deliver_due()

    for thread in threading.enumerate():
        if thread.name == "mail-deadline":
            thread.join(1.0)
            assert not thread.is_alive()
    assert len(sink.connections) == 1


@pytest.mark.requirement("R-29")
@pytest.mark.parametrize(
    ("converse", "security"),
    [
        (plain_only, {"use_tls": True}),  # no STARTTLS: somebody may have taken it out
        (plain_only, {"use_ssl": True}),
        (breaking_off_the_handshake, {"use_tls": True}),
    ],
)
def test_where_encryption_fails_nothing_is_said_in_clear(
    appeal: Appeal,
    use_server: UseServer,
    converse: Callable[[socket.socket], None],
    security: dict[str, bool],
) -> None:
    heard: list[bytes] = []

    def listen(connection: socket.socket) -> None:
        converse(cast(socket.socket, _Overheard(connection, heard)))

    [email] = promises(appeal, 1)
    with bad_server(listen) as port:
        use_server(port, **security)
        assert deliver_due() == 0

    state, attempts, error = state_of(email)
    assert (state, attempts) == (EmailState.QUEUED, 0)
    assert error
    assert b"MAIL FROM" not in b"".join(heard).upper()
    assert b"campus.example" not in b"".join(heard)


class _Overheard:
    """A socket that writes down what it was told."""

    def __init__(self, connection: socket.socket, heard: list[bytes]) -> None:
        self._connection, self._heard = connection, heard
        self.sendall = connection.sendall

    def recv(self, size: int) -> bytes:
        received = self._connection.recv(size)
        self._heard.append(received)
        return received
