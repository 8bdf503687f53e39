"""Links and codes in mails: derived from a key, bound to a purpose, never stored (R-50).

A token is `base64url(handle ‖ expiry ‖ MAC)`: 16 bytes that find the row, 4 bytes of Unix
time, 20 bytes of HMAC-SHA256. Only who holds a key of `TOKEN_KEYS` can make one; a copy of
the database is worth nothing. Keys rotate by putting a new one in front: the first makes,
all of them check.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare

LINK_LIFETIME = timedelta(days=7)
# The link that ends news: longer than anybody keeps a mail before answering it.
STOP_LIFETIME = timedelta(days=730)
_MAC_BYTES = 20
_CODE_DIGITS = 6


class Purpose(StrEnum):
    """What a token is good for; one made for a purpose fails for every other."""

    CONFIRM = "confirm"
    NOT_ME = "not-me"
    MANAGE = "manage"
    STOP_NEWS = "stop-news"
    BODY = "body"


class TokenInvalidError(Exception):
    """Not a token of ours, or one made for another purpose."""


class TokenExpiredError(Exception):
    """Once a good token; its time is over.

    Attributes:
        handle: whose token it was, so that the page can offer a new mail.
    """

    def __init__(self, handle: UUID) -> None:
        super().__init__()
        self.handle = handle


def derive(key: str, purpose: str, message: bytes) -> bytes:
    """Give 32 bytes that only who has `key` can compute for this purpose and message."""
    label = f"paraphe:v1:{purpose}:".encode()
    return hmac.new(key.encode(), label + message, hashlib.sha256).digest()


def mint(*, purpose: Purpose, handle: UUID, expires_at: datetime) -> str:
    """Make the token that stands in a link.

    Args:
        purpose: what the link is for.
        handle: the signature's handle.
        expires_at: when it stops working, to the second.
    """
    body = handle.bytes + struct.pack(">I", int(expires_at.timestamp()))
    mac = derive(settings.TOKEN_KEYS[0], purpose, body)[:_MAC_BYTES]
    return base64.urlsafe_b64encode(body + mac).rstrip(b"=").decode()


def read(*, purpose: Purpose, token: str, now: datetime) -> UUID:
    """Give the handle in a token that was made for `purpose` and is still good.

    Raises:
        TokenInvalidError: it was not made here, or not for this purpose.
        TokenExpiredError: it was, and its time is over.
    """
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        handle, expiry = struct.unpack(">16sI", raw[:20])
    except (UnicodeEncodeError, binascii.Error, struct.error) as error:
        raise TokenInvalidError from error
    body, mac = raw[:20], raw[20:]
    expected = [derive(key, purpose, body)[:_MAC_BYTES] for key in settings.TOKEN_KEYS]
    # The canonical spelling only: base64 has several for the same bytes.
    canonical = base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == token
    if not canonical or not any(hmac.compare_digest(mac, good) for good in expected):
        raise TokenInvalidError
    if datetime.fromtimestamp(expiry, UTC) <= now:
        raise TokenExpiredError(UUID(bytes=handle))
    return UUID(bytes=handle)


def confirmation_code(handle: UUID, *, key: str | None = None) -> str:
    """Give the six digits that a person may type instead of following the link (R-77)."""
    digest = derive(key or settings.TOKEN_KEYS[0], "code", handle.bytes)
    return f"{int.from_bytes(digest[:8]) % 10**_CODE_DIGITS:0{_CODE_DIGITS}d}"


def code_matches(handle: UUID, code: str) -> bool:
    """Say whether `code` is the one of this signature, under any current key."""
    return any(
        constant_time_compare(confirmation_code(handle, key=key), code)
        for key in settings.TOKEN_KEYS
    )
