"""Pages for what Django answers with an empty body, and for what broke (R-53)."""

import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

EMPTY = frozenset({405})


class ErrorPageMiddleware:
    """Gives an answer without a page its page; its headers stay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Fill in what is empty, for who sees pages."""
        response = self.get_response(request)
        if response.status_code in EMPTY and not response.content and request.method != "HEAD":
            response.content = render_to_string(f"{response.status_code}.html", request=request)
            response["Content-Type"] = "text/html; charset=utf-8"
        return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke; or, where PostgreSQL is away, full or overrun, when to come back.

    503 with Retry-After is the truth then (R-35 to R-38): nothing was accepted, nothing is
    wrong with what was sent, and programs try again. Django calls this while it handles the
    exception, whichever layer raised it.
    """
    is_away = isinstance(sys.exception(), (OperationalError, InterfaceError))
    page = render_to_string("500.html", {"is_away": is_away})
    answer = HttpResponse(page, status=503 if is_away else 500)
    answer["Cache-Control"] = "no-store"
    if is_away:
        answer["Retry-After"] = "10"
    return answer
