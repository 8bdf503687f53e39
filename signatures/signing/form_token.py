"""The form's own token: when the page was made, and that it was made here (R-08).

The page is the same for everybody and comes from a cache, so the token is no secret and
no protection against other sites: the origin check is (docs/adr/0005). It says how old the
form is, and it makes repeats of one submission recognisable.
"""

import hashlib
import time
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.utils.crypto import get_random_string

from signatures.tokens import derive

MINIMUM_AGE = timedelta(seconds=3)
QUICK = timedelta(seconds=6)  # possible, and suspicious together with something else
MAXIMUM_AGE = timedelta(hours=24)
_SALT = "signatures.signing.form"
_AGAIN, _PROOF = "again", "proof"


class FormAge(StrEnum):
    """How a form token looks."""

    GOOD = "good"
    TOO_FAST = "too fast"  # nobody reads and types within three seconds
    STALE = "stale"  # too old, or not ours: the person is asked to send it again


def make_form_token(version_id: int, *, again: bool = False, asks_proof: bool = False) -> str:
    """Make the token of a page that shows this version of the text.

    Args:
        version_id: which version.
        again: whether the page comes back filled in, to be sent once more: who does that
            within three seconds is no program, and must not be taken for one.
        asks_proof: whether the page asks browsers for a proof of work.
    """
    marks = [_AGAIN] * again + [_PROOF] * asks_proof
    value = ".".join((str(version_id), get_random_string(16), *marks))
    return signing.TimestampSigner(salt=_SALT).sign(value)


def read_form_token(token: str) -> tuple[FormAge, int | None]:
    """Give the token's age, and the version of the text that was on the page.

    The signer's clock is this process's: a form lives minutes, and no link depends on it.
    A token from the future was made by a process with a faster clock, not by a fast typist:
    nobody else can sign one (R-40).
    """
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        version, *marks = signer.unsign(token, max_age=MAXIMUM_AGE).split(".")
        version_id = int(version)
    except (signing.BadSignature, ValueError):
        return FormAge.STALE, None
    too_fast = timedelta(0) <= _age(token) <= MINIMUM_AGE and _AGAIN not in marks
    return (FormAge.TOO_FAST if too_fast else FormAge.GOOD), version_id


def _age(token: str) -> timedelta:
    """Give the age of a good token; less than nothing from a faster clock."""
    signed_at = signing.b62_decode(token.rsplit(":", 2)[1])
    return timedelta(seconds=time.time() - signed_at)


def was_quick(token: str) -> bool:
    """Say whether a good token is so young that hardly anybody types that fast (RiskReason)."""
    marks = _marks(token)
    return marks is not None and timedelta(0) <= _age(token) <= QUICK and _AGAIN not in marks


def asked_for_proof(token: str) -> bool:
    """Say whether the page of a good token asked for a proof of work; an earlier one did not."""
    return _PROOF in (_marks(token) or ())


def _marks(token: str) -> list[str] | None:
    try:
        return signing.TimestampSigner(salt=_SALT).unsign(token).split(".")[2:]
    except signing.BadSignature:
        return None


def submission_key(token: str, *parts: str) -> bytes:
    """Give the key under which one submission is stored once (R-44).

    Two people who got the same cached page differ in what they typed; one person who
    clicks twice, reloads or is retried by a proxy does not.
    """
    typed = hashlib.sha256("\0".join(parts).encode()).digest()
    return derive(settings.TOKEN_KEYS[0], "submission", token.encode() + b"\0" + typed)
