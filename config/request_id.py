"""A number for each request, so that lines of log about it are found together (R-53)."""

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_current: ContextVar[str] = ContextVar("request_id", default="")
_WELL_FORMED = re.compile(r"[0-9a-f]{32}")


def current_request_id() -> str:
    """Give the number of the request that this thread answers; "" outside of one."""
    return _current.get()


class RequestIdMiddleware:
    """Takes nginx's number, or makes one.

    It is not in the answer: that is the same for everybody (R-03), and caches keep it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Remember the number while the request is answered."""
        given = request.headers.get("X-Request-ID", "")
        # Without a proxy of ours the visitor wrote it.
        is_ours = bool(settings.TRUSTED_PROXY_COUNT and _WELL_FORMED.fullmatch(given))
        token = _current.set(given if is_ours else secrets.token_hex(16))
        try:
            return self.get_response(request)
        finally:
            _current.reset(token)
