"""A figure before its hour: only who was given its link sees it.

The key in the link is derived from the snapshot's code and never stored: a copy of the
database opens no embargo.
"""

import base64
import hmac
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import audit
from accounts.models import User
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


@transaction.atomic
def lift_embargo(snapshot: Snapshot, *, by: User, now: datetime) -> bool:
    """Let everybody see a figure from now on, and say so on record; it cannot be taken back.

    Args:
        snapshot: under embargo.
        by: who lifts it.
        now: the database's time.

    Returns:
        Whether it was under embargo still: one of two who press the button ends it.
    """
    waiting = Snapshot.objects.filter(pk=snapshot.pk, embargo_until__gt=now)
    if not waiting.update(embargo_until=now):
        return False
    audit.record(
        "snapshot.lift_embargo",
        target=snapshot,
        target_label=snapshot.code,
        before={"embargo_until": snapshot.embargo_until and snapshot.embargo_until.isoformat()},
        after={"embargo_until": now.isoformat()},
        by=by,
    )
    return True


def _key(secret: str, code: str) -> str:
    digest = derive(secret, "embargo", code.encode())[:_KEY_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
