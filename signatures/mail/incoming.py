"""Fetch the mailbox that bounces come back to: IMAP, or a Maildir on this machine.

A report that was understood is deleted. Whatever else lies there, such as a person's
letter, is marked as read and left for a human.
"""

import email
import imaplib
import logging
import ssl
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import Message
from pathlib import Path
from urllib.parse import unquote, urlsplit

from signatures.mail.bounces import Outcome, take_report
from signatures.mail.reports import read_report

logger = logging.getLogger(__name__)

# Seconds that the IMAP server may take for one answer.
TIMEOUT = 20
# How many messages one run takes: the next one follows in five minutes.
BATCH = 200
# Seconds after which no further message is begun: the task has 45 (soft limit).
TIME_BUDGET = 30.0
# A report gives our mail back, which is small. What is larger is cut (bytes).
LARGEST = 500_000
_IMAP_PORT, _IMAPS_PORT = 143, 993


class MailboxError(Exception):
    """The mailbox cannot be read; the sentence says why."""


def take_message(raw: bytes, *, name: str = "from the pipe") -> Outcome:
    """Take one message as it came: from a pipe, or from the mailbox.

    What a stranger writes must not stop what comes behind it: a message that cannot be read
    is no report, and a human finds it in the mailbox.

    Args:
        raw: the message.
        name: of the message, for the log, where nothing of its text may stand.

    Raises:
        DatabaseError: the database is away; the message is good.
    """
    try:
        message: Message = email.message_from_bytes(raw[:LARGEST], policy=policy.compat32)
        report = read_report(message)
    except Exception as error:  # noqa: BLE001 -- whatever Python's reader makes of it
        logger.error("message %s cannot be read: %s", name, type(error).__name__)  # noqa: TRY400
        return Outcome.NOT_A_REPORT
    return take_report(report)


def collect_reports(address: str) -> Counter[Outcome]:
    """Take what is new in the mailbox.

    Args:
        address: `imaps://user:password@host/INBOX`, `imap+tls://…` or `maildir:///path`.

    Returns:
        How many messages had which outcome.

    Raises:
        MailboxError: it cannot be opened, or the connection broke.
    """
    url = urlsplit(address)
    if url.scheme == "maildir":
        return _collect_maildir(unquote(url.path))
    if url.scheme not in ("imap", "imaps", "imap+tls"):
        raise MailboxError("BOUNCE_MAILBOX: imaps://user:password@host/INBOX or maildir:///path")
    try:
        with _imap(address) as connection:
            return _collect_imap(connection)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxError(f"{url.hostname}: {type(error).__name__}: {error}") from error


def _done_with(outcome: Outcome) -> bool:
    return outcome in (Outcome.RECORDED, Outcome.NOTHING_TO_DO)


@contextmanager
def _imap(address: str) -> Iterator[imaplib.IMAP4]:
    url = urlsplit(address)
    host, folder = url.hostname or "", unquote(url.path.strip("/")) or "INBOX"
    context = ssl.create_default_context()
    connection: imaplib.IMAP4
    if url.scheme == "imaps":
        connection = imaplib.IMAP4_SSL(
            host, url.port or _IMAPS_PORT, ssl_context=context, timeout=TIMEOUT
        )
    else:
        connection = imaplib.IMAP4(host, url.port or _IMAP_PORT, timeout=TIMEOUT)
    with connection:
        if url.scheme == "imap+tls":
            connection.starttls(context)
        connection.login(unquote(url.username or ""), unquote(url.password or ""))
        answer, _data = connection.select(f'"{folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"no folder {folder}")
        yield connection


def _collect_imap(connection: imaplib.IMAP4) -> Counter[Outcome]:
    outcomes: Counter[Outcome] = Counter()
    # Undeleted: what an earlier run could not expunge is not to be taken again.
    _answer, [found] = connection.uid("SEARCH", "UNSEEN", "UNDELETED")
    try:
        for uid in _while_there_is_time((found or b"").decode().split()):
            # PEEK: a message is new until it is recorded, whatever ends us meanwhile.
            _answer, parts = connection.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST}>)")
            raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            outcome = take_message(raw, name=f"uid {uid}")
            outcomes[outcome] += 1
            flag = r"\Deleted" if _done_with(outcome) else r"\Seen"
            connection.uid("STORE", uid, "+FLAGS", f"({flag})")
    finally:
        connection.expunge()
    return outcomes


def _collect_maildir(path: str) -> Counter[Outcome]:
    outcomes: Counter[Outcome] = Counter()
    try:
        for file in _while_there_is_time(sorted(Path(path, "new").iterdir())):
            with file.open("rb") as message:
                outcome = take_message(message.read(LARGEST), name=file.name)
            outcomes[outcome] += 1
            if _done_with(outcome):
                file.unlink()
            else:
                file.rename(Path(path, "cur", f"{file.name}:2,S"))
    except OSError as error:
        raise MailboxError(f"{path}: {error.strerror}") from error
    return outcomes


def _while_there_is_time[Item](found: list[Item]) -> Iterator[Item]:
    """Give what one run takes: a batch at most, and none once the time is up."""
    ends_at = time.monotonic() + TIME_BUDGET
    for item in found[:BATCH]:
        if time.monotonic() >= ends_at:
            return
        yield item
