"""The caught mails, read back from their files for the reader at /demo/mail/."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.policy import default
from pathlib import Path

# Exactly what demo.mail_catcher gives: nothing that could lead out of the folder.
NAME = r"[0-9]{8}T[0-9]{6}\.[0-9]{6}Z-[0-9a-f]{8}\.eml"
MOMENT = "%Y%m%dT%H%M%S.%fZ"
SHOWN_FIELDS = ("From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "Return-Path")
OTHER_SHOWN_FIELDS = ("Delivered-To", "List-Unsubscribe", "Auto-Submitted")


class MailMissingError(Exception):
    """There is no mail of that name."""


@dataclass(frozen=True)
class Mail:
    """One caught mail.

    Attributes:
        name: of its file.
        caught_at: when it was accepted.
        message: the mail itself.
    """

    name: str
    caught_at: datetime
    message: EmailMessage

    @property
    def recipients(self) -> str:
        """Whom it names as recipients."""
        return str(self.message["To"] or "")

    @property
    def subject(self) -> str:
        """Its subject, "" when it has none."""
        return str(self.message["Subject"] or "")

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The header fields worth showing, as (name, value)."""
        names = (*SHOWN_FIELDS, *OTHER_SHOWN_FIELDS)
        return [(name, str(value)) for name in names for value in self.message.get_all(name, [])]

    @property
    def text(self) -> str:
        """The part in plain text, "" when there is none."""
        return _content(self.message, "plain")

    @property
    def html(self) -> str:
        """The part in HTML, "" when there is none."""
        return _content(self.message, "html")

    def is_to(self, part: str) -> bool:
        """Say whether the address or name of a recipient contains `part`."""
        received = [self.recipients, *self.message.get_all("Delivered-To", [])]
        return any(part.casefold() in str(recipient).casefold() for recipient in received)


def names(directory: Path) -> list[str]:
    """Return the names of all caught mails, the newest first."""
    if not directory.is_dir():
        return []
    found = (file.name for file in directory.iterdir())
    return sorted((name for name in found if re.fullmatch(NAME, name)), reverse=True)


def matching(directory: Path, recipient: str) -> list[str]:
    """Return the names of the mails to a recipient, the newest first.

    Args:
        directory: where the mails are.
        recipient: part of an address or name, in any case; "" for all mails.
    """
    every = names(directory)
    if not recipient:
        return every
    return [name for name in every if _head(directory / name).is_to(recipient)]


def heads(directory: Path, chosen: list[str]) -> Iterator[Mail]:
    """Read the header fields, and no more, of the chosen mails."""
    return (_head(directory / name) for name in chosen)


def raw(directory: Path, name: str) -> bytes:
    """Return a mail as it was caught.

    Raises:
        MailMissingError: there is none of that name.
    """
    if not re.fullmatch(NAME, name):
        raise MailMissingError(name)
    try:
        return (directory / name).read_bytes()
    except FileNotFoundError:
        raise MailMissingError(name) from None


def read(directory: Path, name: str) -> Mail:
    """Read a whole mail.

    Raises:
        MailMissingError: there is none of that name.
    """
    return _mail(name, raw(directory, name))


def _head(file: Path) -> Mail:
    return _mail(file.name, file.read_bytes(), header_only=True)


def _mail(name: str, content: bytes, *, header_only: bool = False) -> Mail:
    parser = BytesHeaderParser if header_only else BytesParser
    message = parser(policy=default).parsebytes(content)
    caught_at = datetime.strptime(name.partition("-")[0], MOMENT).replace(tzinfo=UTC)
    return Mail(name, caught_at, message)


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except LookupError:  # a character set that Python does not know
        return bytes(part.get_payload(decode=True)).decode(errors="replace")
