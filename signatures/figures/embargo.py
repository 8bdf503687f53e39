"""A figure before its hour: only who was given its link sees it.

The key in the link is derived from the snapshot's code and never stored: a copy of the
database opens no embargo.
"""

import base64
import hmac
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from signatures.models import Snapshot
from signatures.tokens import derive

_KEY_BYTES = 20


def is_under_embargo(snapshot: Snapshot, *, now: datetime) -> bool:
    """Say whether the public must wait."""
    return snapshot.embargo_until is not None and now < snapshot.embargo_until


def embargo_address(snapshot: Snapshot) -> str:
    """Give the secret address, in the language of the page; after the hour it leads on."""
    token = f"{snapshot.code}-{_key(settings.TOKEN_KEYS[0], snapshot.code)}"
    return reverse("signatures:embargo", args=[token])


def snapshot_of_token(token: str) -> Snapshot | None:
    """Find the snapshot that the token in a secret link opens; None: it opens nothing."""
    code, _dash, key = token.partition("-")
    # As bytes: somebody may type letters that a comparison of texts refuses.
    given = key.encode()
    if not any(
        hmac.compare_digest(_key(ours, code).encode(), given) for ours in settings.TOKEN_KEYS
    ):
        return None
    return Snapshot.objects.select_related("appeal").filter(code=code).first()


def _key(secret: str, code: str) -> str:
    digest = derive(secret, "embargo", code.encode())[:_KEY_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
