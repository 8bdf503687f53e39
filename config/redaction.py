"""What must not reach a log: tokens in addresses, email and network addresses (R-15, R-53).

Every line is one line, whatever somebody put into it, and its time is UTC. Production writes
JSON, for a log server; the demo writes what people read.
"""

import json
import logging
import re
from datetime import UTC, datetime

from config.request_id import current_request_id

_TOKEN = re.compile(
    r"/(confirm|not-me|my-signature|organisation-signature|news/stop|embargo|reset/key)/[^/\s?]+"
)
_CHARACTER = r"[^\s@<>\"'(),;:/?&=]"
# Bounded, or a long address without an @ would be searched from each of its places to its end.
_EMAIL = re.compile(rf"{_CHARACTER}{{1,64}}@{_CHARACTER}{{1,190}}\.{_CHARACTER}{{1,63}}")
# This machine's own addresses say nothing of anybody.
_IPV4 = re.compile(r"(?<![\d.])(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_GROUP = "[0-9a-fA-F]{1,4}"
_IPV6 = re.compile(
    rf"(?<![\w:])(?:{_GROUP}(?::{_GROUP}){{5,7}}"
    rf"|{_GROUP}(?::{_GROUP}){{0,6}}::(?:{_GROUP}(?::{_GROUP}){{0,6}})?)(?![\w:])"
)


def redact(text: str) -> str:
    """Give a line of log without what would identify a person or open a link.

    >>> redact("Gone: /fr/confirm/AAAA/ for zoe@campus.example from 203.0.113.9")
    'Gone: /fr/confirm/[token]/ for [email] from [address]'
    """
    text = _EMAIL.sub("[email]", _TOKEN.sub(r"/\1/[token]", text))
    return _IPV6.sub("[address]", _IPV4.sub("[address]", text))


def _one_line(text: str) -> str:
    """Show what would end the line, or move a terminal's cursor, as its escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class RedactingFormatter(logging.Formatter):
    """One line for people: UTC, level, logger, message; a traceback keeps its lines."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """Say when, in UTC."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """Keep the message on one line."""
        record.message = _one_line(record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        """Format as usual, traceback included, then take out what must not be kept."""
        return redact(super().format(record))


class JsonFormatter(RedactingFormatter):
    """One JSON object a line; a traceback is one of its fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the record as JSON."""
        entry = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "request": current_request_id(),
            "message": redact(record.getMessage()),
        }
        if record.exc_info:
            entry["traceback"] = redact(self.formatException(record.exc_info))
        return json.dumps({key: value for key, value in entry.items() if value})
