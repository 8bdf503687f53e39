"""The door where requests are counted, before their view sees them."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from signatures.addresses import AddressInvalidError, canonical_email
from signatures.models.clock import request_now
from signatures.risk.meter import redis_meter
from signatures.risk.routes import NobodyCountsError, limits_of, seconds_to_wait
from signatures.risk.visitor import hashed, visitor_of


class RouteLimitMiddleware:
    """Answers 429 above a route's limit, 503 where nobody can count and it matters."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; its address is known only in `process_view`."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Count the request when its route has limits."""
        match = request.resolver_match
        limits = limits_of(
            match.view_name if match else "",
            method=request.method or "",
            searches=bool(request.GET.get("q")),
        )
        if limits is None:
            return None
        now = request_now(request)
        typed = request.POST.get(limits.mailbox_field, "")
        try:
            wait = seconds_to_wait(
                limits,
                meter=redis_meter(),
                visitor=visitor_of(request.META, now=now).limit_key,
                mailbox=_mailbox(typed, now.date()),
            )
        except NobodyCountsError:
            return _answer(request, 503, 30)
        return _answer(request, 429, wait) if wait else None


def _mailbox(typed: str, day: date) -> str:
    """Give what stands today for a mailbox, however its address is spelled (R-04, R-52)."""
    try:
        spelled = canonical_email(typed)
    except AddressInvalidError:
        spelled = typed.strip().lower()
    return hashed(spelled, day).hex()[:32] if spelled else ""


def _answer(request: HttpRequest, status: int, retry_after: int) -> HttpResponse:
    context = {"minutes": retry_after // 60}
    response = render(request, f"{status}.html", context, status=status)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(retry_after)
    return response
