"""`/healthz`, `/readyz`, `/metrics` and `/.well-known/security.txt`."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from signatures.operations.health import check_health
from signatures.operations.metrics import render_metrics


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """This installation can take signatures: 200, or 503 with the reason."""
    health = check_health()
    return JsonResponse(
        {"ready": health.ready, "problems": health.problems}, status=200 if health.ready else 503
    )


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give Prometheus its numbers, to who knows `METRICS_TOKEN`; open in the demo."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    given = request.headers.get("Authorization", "")
    if not settings.DEMO and not (
        settings.METRICS_TOKEN and constant_time_compare(given, expected)
    ):
        return HttpResponseForbidden("Set METRICS_TOKEN and send it as a bearer token.\n")
    body, content_type = render_metrics()
    return HttpResponse(body, content_type=content_type)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Tell who to write to about a vulnerability (RFC 9116)."""
    expires = (now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
