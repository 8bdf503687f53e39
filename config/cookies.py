"""Public pages neither read nor set a cookie, whatever a visitor sends (R-16).

A cookie that is broken, planted or left from the desk would otherwise be answered with a
new one, on a page that caches keep for everybody.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# The door, the addresses behind a language, and those for programs: for everybody.
PUBLIC = re.compile(r"/(?:$|(?:[a-z]{2}|api)/)")


class NoCookiesMiddleware:
    """Hides what a browser sends from everything that answers for the public."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Drop the header before a session or a token is looked for."""
        if PUBLIC.match(request.path_info):
            request.META.pop("HTTP_COOKIE", None)
        return self.get_response(request)
