"""A proof of who it is, not older than five minutes, before what must not be stolen (R-45).

Signing in is such a proof, and so is typing the password, a code or touching a key again.
Asked for before exports of personal data, changes of roles, publishing a text, the audit.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest


def recently_proved(request: HttpRequest) -> bool:
    """Say whether this session has proved who it is within the last five minutes."""
    ways = get_authentication_records(request, request.user)
    latest = max((float(way["at"]) for way in ways), default=0.0)
    return bool(time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT)


def require_fresh_proof(request: HttpRequest) -> None:
    """Send to the page that asks for a proof, which comes back here afterwards.

    Raises:
        ReauthenticationRequired: allauth's middleware answers it.
    """
    if not recently_proved(request):
        raise ReauthenticationRequired


def fresh_proof_required[**P, R](view: Callable[P, R]) -> Callable[P, R]:
    """Decorate a view, or a method of an admin class, that needs a fresh proof."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        request: Any = next(argument for argument in args if isinstance(argument, HttpRequest))
        require_fresh_proof(request)
        return view(*args, **kwargs)

    return guarded
