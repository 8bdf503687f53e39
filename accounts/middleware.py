"""What every request of the desk passes through."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts import audit

type GetResponse = Callable[[HttpRequest], HttpResponse]


class AuditMiddleware:
    """Says to the record whose request it is. Nothing is read before something is recorded."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with this request as the one that acts."""
        with audit.acting(request):
            return self.get_response(request)
