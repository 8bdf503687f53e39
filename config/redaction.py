"""What must not reach a log: tokens in addresses, email addresses (R-15, R-53)."""

import logging
import re

_TOKEN = re.compile(r"/(confirm|not-me|my-signature|reset/key)/[^/\s?]+")
_EMAIL = re.compile(r"[^\s@<>\"'(),;:/?&=]+@[^\s@<>\"'(),;:/?&=]+\.[^\s@<>\"'(),;:/?&=]+")


def redact(text: str) -> str:
    """Give a line of log without what would identify a person or open a link.

    >>> redact("Gone: /fr/confirm/AAAA/ for zoe@campus.example")
    'Gone: /fr/confirm/[token]/ for [email]'
    """
    return _EMAIL.sub("[email]", _TOKEN.sub(r"/\1/[token]", text))


class RedactingFormatter(logging.Formatter):
    """Formats a record, traceback included, and only then redacts the whole."""

    def format(self, record: logging.LogRecord) -> str:
        """Format as usual, then take out what must not be kept."""
        return redact(super().format(record))
