"""The two ways in for bounces: a mail server's pipe, and a mailbox that is looked into."""

import io
import re
import socket
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from pytest_django import Settings

from appeal.models import Appeal
from signatures.enums import EmailState
from signatures.mail import incoming
from signatures.mail.bounces import Outcome, take_report
from signatures.mail.incoming import MailboxError, collect_reports
from signatures.mail.message import message_id
from signatures.mail.reports import Report
from signatures.models import OutboundEmail
from tests.signatures.mail.promises import promises, state_of
from tests.signatures.mail.returned import returned
from tests.signatures.mail.sink import bad_server, silent


@pytest.fixture(autouse=True)
def _bounce_address(settings: Settings) -> None:
    settings.BOUNCE_ADDRESS = "bounce@appel.example"


@pytest.fixture
def sent(appeal: Appeal) -> OutboundEmail:
    return promises(appeal, 1, state=EmailState.SENT)[0]


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def say(command: str) -> str:
    out = io.StringIO()
    call_command(command, stdout=out)
    return out.getvalue().strip()


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("postfix_unknown_user", "recorded"),
        ("vacation", "nothing to do"),
        ("a_person", "not a report"),
    ],
)
def test_pipe_takes_one_message(
    sent: OutboundEmail, monkeypatch: pytest.MonkeyPatch, name: str, answer: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.BytesIO(returned(name, sent)))

    assert say("receive_report") == answer
    assert (state_of(sent)[0] == EmailState.BOUNCED) == (answer == "recorded")


def test_maildir_keeps_only_what_a_person_should_read(
    sent: OutboundEmail, maildir: Path, settings: Settings
) -> None:
    for name in ("postfix_unknown_user", "vacation", "a_person"):
        (maildir / "new" / name).write_bytes(returned(name, sent))
    settings.BOUNCE_MAILBOX = f"maildir://{maildir}"

    assert say("collect_reports") == "1 not a report, 1 nothing to do, 1 recorded"
    assert [file.name for file in maildir.rglob("*") if file.is_file()] == ["a_person:2,S"]
    assert say("collect_reports") == "nothing new"
    assert state_of(sent)[0] == EmailState.BOUNCED


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("", "not set"),
        ("pop3://host/", "imaps://"),
        ("maildir:///nonexistent", "No such file"),
        ("imap://u:p@127.0.0.1:1/INBOX", r"127\.0\.0\.1"),
    ],
)
def test_unusable_mailbox_is_one_line(settings: Settings, address: str, fault: str) -> None:
    settings.BOUNCE_MAILBOX = address

    with pytest.raises(CommandError, match=fault):
        call_command("collect_reports")


class Imap:
    """An IMAP server with one folder, for one connection at a time."""

    def __init__(self, messages: list[bytes]) -> None:
        self.messages = dict(enumerate(messages, start=1))
        self.flags: dict[int, str] = {}
        self.said: list[str] = []

    def converse(self, connection: socket.socket) -> None:
        connection.sendall(b"* OK hello\r\n")
        with connection.makefile("rb") as lines:
            for line in lines:
                tag, _space, command = line.decode().strip().partition(" ")
                self.said.append(command)
                connection.sendall(self.answer(command) + f"{tag} OK done\r\n".encode())

    def answer(self, command: str) -> bytes:
        if command.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1\r\n"
        if command.startswith("SELECT"):
            return f"* {len(self.messages)} EXISTS\r\n".encode()
        if command == "UID SEARCH UNSEEN UNDELETED":
            new = [str(uid) for uid in self.messages if uid not in self.flags]
            return f"* SEARCH {' '.join(new)}\r\n".encode()
        if match := re.match(r"UID FETCH (\d+) \(BODY.PEEK\[\]", command):
            raw = self.messages[int(match[1])]
            return b"* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n%s)\r\n" % (len(raw), raw)
        if match := re.match(r"UID STORE (\d+) \+FLAGS \((.*)\)", command):
            self.flags[int(match[1])] = match[2]
        if command.startswith("EXPUNGE"):
            gone = [uid for uid, flag in self.flags.items() if flag == r"\Deleted"]
            self.messages = {uid: raw for uid, raw in self.messages.items() if uid not in gone}
        return b""


def test_imap_folder_keeps_only_what_a_person_should_read(sent: OutboundEmail) -> None:
    imap = Imap([returned(name, sent) for name in ("a_person", "gmail_no_such_account")])

    with bad_server(imap.converse) as port:
        outcomes = collect_reports(f"imap://us%40er:pa%3Ass@127.0.0.1:{port}/Bounces")

    assert {str(outcome): number for outcome, number in outcomes.items()} == {
        "not a report": 1,
        "recorded": 1,
    }
    assert (list(imap.messages), imap.flags[1]) == ([1], r"\Seen")
    assert 'LOGIN us@er "pa:ss"' in imap.said
    assert 'SELECT "Bounces"' in imap.said
    assert state_of(sent)[0] == EmailState.BOUNCED


# Nested deeper than Python's reader, or ours, can follow.
UNREADABLE = b"Content-Type: message/rfc822\n\n" * 5_000


def test_message_that_cannot_be_read_does_not_stop_the_next_in_imap(
    sent: OutboundEmail, caplog: pytest.LogCaptureFixture
) -> None:
    imap = Imap([UNREADABLE, returned("qmail", sent)])

    with bad_server(imap.converse) as port:
        collect_reports(f"imap://u:p@127.0.0.1:{port}/INBOX")

    assert (list(imap.messages), imap.flags[1]) == ([1], r"\Seen")
    assert state_of(sent)[0] == EmailState.BOUNCED
    assert caplog.messages == ["message uid 1 cannot be read: RecursionError"]


def test_message_that_cannot_be_read_does_not_stop_the_next_in_a_maildir(
    sent: OutboundEmail, maildir: Path
) -> None:
    (maildir / "new" / "1").write_bytes(UNREADABLE)
    (maildir / "new" / "2").write_bytes(returned("qmail", sent))

    outcomes = collect_reports(f"maildir://{maildir}")

    assert outcomes == {Outcome.NOT_A_REPORT: 1, Outcome.RECORDED: 1}
    assert [file.name for file in maildir.rglob("*") if file.is_file()] == ["1:2,S"]
    assert state_of(sent)[0] == EmailState.BOUNCED


def test_pipe_calls_what_it_cannot_read_no_report(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.BytesIO(UNREADABLE))

    assert say("receive_report") == "not a report"


def test_run_ends_before_the_time_of_its_task_does(
    appeal: Appeal, maildir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    emails = promises(appeal, 2, state=EmailState.SENT)
    imap = Imap([returned("qmail", email) for email in emails])
    for email in emails:
        (maildir / "new" / str(email.pk)).write_bytes(returned("qmail", email))
    monkeypatch.setattr(incoming, "TIME_BUDGET", 0.0)

    with bad_server(imap.converse) as port:
        assert collect_reports(f"imap://u:p@127.0.0.1:{port}/INBOX") == {}
    assert collect_reports(f"maildir://{maildir}") == {}

    assert len(imap.messages) == 2
    assert {state_of(email)[0] for email in emails} == {EmailState.SENT}


def test_what_was_recorded_is_deleted_whatever_ends_the_run(
    appeal: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    emails = promises(appeal, 2, state=EmailState.SENT)
    imap = Imap([returned("qmail", email) for email in emails])

    def end_at_the_second(report: Report) -> Outcome:
        if report.message_ids == (message_id(emails[1]),):
            raise DatabaseError
        return take_report(report)

    monkeypatch.setattr(incoming, "take_report", end_at_the_second)
    with bad_server(imap.converse) as port, pytest.raises(DatabaseError):
        collect_reports(f"imap://u:p@127.0.0.1:{port}/INBOX")

    assert list(imap.messages) == [2]
    assert imap.flags == {1: r"\Deleted"}


def test_silent_imap_server_holds_nobody_for_ever(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signatures.mail.incoming.TIMEOUT", 0.2)

    with bad_server(silent) as port, pytest.raises(MailboxError, match=r"127\.0\.0\.1"):
        collect_reports(f"imap://u:p@127.0.0.1:{port}/INBOX")
