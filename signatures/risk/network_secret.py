"""The day's share of the key that hashes networks (R-65); `privacy/retention` ends it."""

import secrets
from datetime import date

from signatures.models import NetworkSecret

_BYTES = 32

# The last day asked for, with its secret; a process needs no other.
_last: tuple[date, bytes] | None = None


def secret_of_the_day(day: date) -> bytes:
    """Give the day's secret, made by whoever asks first."""
    global _last  # noqa: PLW0603 -- one small memory for each process
    if _last is None or _last[0] != day:
        fresh = NetworkSecret(day=day, secret=secrets.token_bytes(_BYTES))
        NetworkSecret.objects.bulk_create([fresh], ignore_conflicts=True)
        _last = (day, bytes(NetworkSecret.objects.get(day=day).secret))
    return _last[1]


def forget_secret() -> None:
    """Ask the database again: between tests."""
    global _last  # noqa: PLW0603 -- as above
    _last = None
