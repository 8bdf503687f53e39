"""The address that bounces come back to: one for each mail, signed (VERP, R-84).

`bounce+<row>-<MAC>@…` names the row of the outbox. The MAC covers the row's own nonce, so
an address fits one mail and can be made only by who holds a key of `TOKEN_KEYS`: nobody
can have somebody else's mails declared undeliverable. Letters and digits only, in one
case: mail servers may change the case of what stands before the @.
"""

import base64
import hmac
import re
import struct
from collections.abc import Iterable

from django.conf import settings

from signatures.models import OutboundEmail
from signatures.tokens import derive

_MAC_BYTES = 10
_TAG = re.compile(r"\+(\d{1,18})-([a-z2-7]{16})@", re.ASCII)
_MESSAGE_ID = re.compile(r"<(\d{1,18})\.([0-9a-f]{32})@", re.ASCII)


def return_path(email: OutboundEmail) -> str:
    """Give the envelope sender of one mail; empty where no mailbox takes bounces."""
    local, at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{row_tag(email)}@{domain}" if at else ""


def row_tag(email: OutboundEmail) -> str:
    """Name a row so that it can be found again, and nobody else can make the name."""
    return f"{email.pk}-{_mac(settings.TOKEN_KEYS[0], email)}"


def find_by_address(addresses: Iterable[str]) -> OutboundEmail | None:
    """Find the mail that one of these addresses was signed for."""
    for address in addresses:
        tag = _TAG.search(f"+{address.rpartition('+')[2].lower()}")
        if tag is None:
            continue
        email = OutboundEmail.objects.filter(pk=tag[1]).first()
        if email and any(
            hmac.compare_digest(_mac(key, email), tag[2]) for key in settings.TOKEN_KEYS
        ):
            return email
    return None


def find_by_tag(tag: str) -> OutboundEmail | None:
    """Find the mail whose `row_tag` a provider gives back to us."""
    return find_by_address([f"+{tag}@"])


def find_by_message_id(message_ids: Iterable[str]) -> OutboundEmail | None:
    """Find the mail that one of these Message-IDs is of; nobody else can guess them."""
    for message_id in message_ids:
        match = _MESSAGE_ID.search(message_id)
        if match is None:
            continue
        email = OutboundEmail.objects.filter(pk=match[1]).first()
        if email and hmac.compare_digest(email.message_nonce.hex, match[2]):
            return email
    return None


def _mac(key: str, email: OutboundEmail) -> str:
    body = struct.pack(">q", email.pk) + email.message_nonce.bytes
    mac = derive(key, "bounce", body)[:_MAC_BYTES]
    return base64.b32encode(mac).decode().lower()
