"""Read what mail servers send back: bounces, delays, complaints, automatic answers (R-84).

Delivery status notifications are RFC 3464, complaints RFC 5965; older servers write plain
words, in French as well. What is read here is a stranger's text: it decides nothing before
`mail/bounces` has found the mail of ours that it speaks of. No address is kept of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from email.utils import getaddresses
from enum import StrEnum

from signatures.mail import bounce_words

_RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global")
# A report about an address in letters of any script (RFC 6533).
_GLOBAL = "message/global-delivery-status"
_BLANK_LINE = re.compile(r"\r?\n\r?\n")
# More than this of a text is never needed to understand it (characters).
_ENOUGH = 20_000


class ReportKind(StrEnum):
    """What became of the mail."""

    HARD = "hard"  # the address does not exist: writing again is useless
    SOFT = "soft"  # not delivered this time: mailbox full, or given up after days
    BLOCKED = "blocked"  # refused because of us or of our text, not of the address
    DELAYED = "delayed"  # still being tried
    COMPLAINT = "complaint"  # the person pressed "this is spam"
    AUTOREPLY = "autoreply"  # a holiday notice and the like
    DELIVERED = "delivered"
    UNKNOWN = "unknown"  # not a report, or none that can be read


@dataclass(frozen=True)
class Report:
    """What one message says.

    Attributes:
        kind: what became of the mail.
        status: the enhanced status code (RFC 3463), such as 5.1.1; empty when none is given.
        sent_to: the addresses that the report itself was sent to.
        message_ids: of the mails that it gives back.
    """

    kind: ReportKind
    status: str = ""
    sent_to: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()


def read_report(message: Message) -> Report:
    """Say what a message reports; `UNKNOWN` for whatever else people send."""
    kind, status = _verdict(message)
    headers = [value for name in _RECIPIENT_HEADERS for value in message.get_all(name, [])]
    return Report(
        kind=kind,
        status=status,
        sent_to=tuple(address for _name, address in getaddresses(map(str, headers)) if address),
        message_ids=tuple(_returned_message_ids(message)),
    )


def _verdict(message: Message) -> tuple[ReportKind, str]:
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            return _complaint(part), ""
    for part in message.walk():
        if part.get_content_type() in ("message/delivery-status", _GLOBAL):
            return _delivery_status(part, _words(message))
    if _is_automatic_answer(message):
        return ReportKind.AUTOREPLY, ""
    if _is_from_a_mail_server(message):
        return _in_plain_words(str(message.get("Subject", "")), _words(message))
    return ReportKind.UNKNOWN, ""


def _complaint(part: Message) -> ReportKind:
    """Read an RFC 5965 report; "not-spam" is the opposite of a complaint."""
    kind = _fields(part).get("feedback-type", "").lower()
    return ReportKind.UNKNOWN if kind in ("", "not-spam") else ReportKind.COMPLAINT


def _delivery_status(part: Message, words: str) -> tuple[ReportKind, str]:
    """Read an RFC 3464 report: ours have one recipient, the last block that has an action."""
    blocks = [block for block in _blocks(part) if str(block.get("action", "")).split()]
    if not blocks:
        return ReportKind.UNKNOWN, ""
    fields: Message = blocks[-1]
    action = str(fields["action"]).split()[0].strip(";").lower()
    diagnostic = str(fields.get("diagnostic-code", ""))
    status = bounce_words.status_in(str(fields.get("status", "")))
    # "5.0.0" says no more than "failed": what the other server answered says why.
    if not status or status.endswith(".0.0"):
        status = bounce_words.status_in(diagnostic) or status
    if action == "delayed":
        return ReportKind.DELAYED, status
    if action in ("delivered", "relayed", "expanded"):
        return ReportKind.DELIVERED, status
    return ReportKind(bounce_words.judge(status, diagnostic, words)), status


def _in_plain_words(subject: str, words: str) -> tuple[ReportKind, str]:
    """Understand a report without machine-readable part, such as qmail's."""
    # What follows the marker is our own mail, given back: none of it speaks of a failure.
    said = f"{subject}\n{bounce_words.before_returned_mail(words)}"
    status = bounce_words.status_in(said)
    if bounce_words.is_delay(said):
        return ReportKind.DELAYED, status
    if not bounce_words.is_failure(said):
        return ReportKind.UNKNOWN, status
    return ReportKind(bounce_words.judge(status, said, "")), status


def _is_automatic_answer(message: Message) -> bool:
    submitted = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    if _is_from_a_mail_server(message):
        return False
    return (
        submitted not in ("no", "")
        or precedence in ("auto_reply", "bulk", "junk")
        or any(
            message[name] for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
        )
    )


def _is_from_a_mail_server(message: Message) -> bool:
    """Say whether a program of a mail server wrote this, not a person's mailbox."""
    sender = str(message.get("From", "")).lower()
    return (
        any(name in sender for name in ("mailer-daemon", "postmaster", "mail delivery"))
        or message["X-Failed-Recipients"] is not None
    )


def _returned_message_ids(message: Message) -> Iterator[str]:
    for part in message.walk():
        if part is not message and part["Message-ID"]:
            yield str(part["Message-ID"])
        elif part.get_content_type() in _RETURNED or part.get_content_maintype() == "text":
            yield from bounce_words.message_ids_in(_text(part))


def _words(message: Message) -> str:
    """Give the first text of a message: what the server tells a human."""
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            return _text(part)
    return ""


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload[:_ENOUGH].decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):  # no such charset; one that knows no "replace"; no name
        return payload[:_ENOUGH].decode("latin-1")


def _blocks(part: Message) -> list[Message]:
    """Give the blocks of fields in a report: of the mail first, then of each recipient."""
    if not part.is_multipart():
        return []
    blocks = [block for block in part.get_payload() if isinstance(block, Message)]
    if part.get_content_type() == _GLOBAL:
        # Python knows the older kind only, and reads this one as a mail: its headers, its text.
        blocks += map(message_from_string, _BLANK_LINE.split(_text(blocks[0])))
    return blocks


def _fields(part: Message) -> dict[str, str]:
    """Give the fields of a part that the parser may have read as a message or as text."""
    blocks = _blocks(part)
    if blocks:
        return {name.lower(): str(value) for block in blocks for name, value in block.items()}
    lines = (line.partition(":") for line in _text(part).splitlines())
    return {name.strip().lower(): value.strip() for name, _colon, value in lines}
