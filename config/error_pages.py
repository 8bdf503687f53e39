"""A page for the refusals that Django answers with an empty body (R-53)."""

from collections.abc import Callable

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
