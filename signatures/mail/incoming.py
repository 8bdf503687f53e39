"""Fetch the mailbox that bounces come back to: IMAP, or a Maildir on this machine.

A report that was understood is deleted. Whatever else lies there, such as a person's
letter, is marked as read and left for a human.
"""

import email
import imaplib
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import Message
from pathlib import Path
from urllib.parse import unquote, urlsplit

from signatures.mail.bounces import Outcome, take_report
from signatures.mail.reports import read_report

# Seconds that the IMAP server may take for one answer.
TIMEOUT = 20
# How many messages one run takes: the next one follows in five minutes.
BATCH = 200
# A report gives our mail back, which is small. What is larger is cut (bytes).
LARGEST = 500_000
_IMAP_PORT, _IMAPS_PORT = 143, 993


class MailboxError(Exception):
    """The mailbox cannot be read; the sentence says why."""


def take_message(raw: bytes) -> Outcome:
    """Take one message as it came: from a pipe, or from the mailbox."""
    message: Message = email.message_from_bytes(raw[:LARGEST], policy=policy.compat32)
    return take_report(read_report(message))


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
    _answer, [found] = connection.uid("SEARCH", "UNSEEN")
    for uid in (found or b"").split()[:BATCH]:
        # PEEK: a message that makes us fail stays new, and is met again.
        _answer, parts = connection.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)")
        raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
        outcome = take_message(raw)
        outcomes[outcome] += 1
        flag = r"\Deleted" if _done_with(outcome) else r"\Seen"
        connection.uid("STORE", uid.decode(), "+FLAGS", f"({flag})")
    connection.expunge()
    return outcomes


def _collect_maildir(path: str) -> Counter[Outcome]:
    outcomes: Counter[Outcome] = Counter()
    try:
        for file in sorted(Path(path, "new").iterdir())[:BATCH]:
            with file.open("rb") as message:
                outcome = take_message(message.read(LARGEST))
            outcomes[outcome] += 1
            if _done_with(outcome):
                file.unlink()
            else:
                file.rename(Path(path, "cur", f"{file.name}:2,S"))
    except OSError as error:
        raise MailboxError(f"{path}: {error.strerror}") from error
    return outcomes
