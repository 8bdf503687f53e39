"""The counter on a partner's site: a frame without a script, and the page that explains it."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from appeal.views import appeal_or_404, letter_or_404, page_language
from signatures.figures.aims import aim_of
from signatures.figures.counting import total
from signatures.figures.own_channels import EMBED
from signatures.models.clock import database_now
from signatures.page_cache import pages

# A frame on many pages is read more often than any of ours: a minute old is good enough.
_FRAME_IS_FRESH = 30.0
_FRAME_KEEPS = "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"
_IN_A_FRAME: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    # Any site may show it; there is nothing in it to be clicked but a link.
    "frame-ancestors": ["*"],
}
_EXPLAINED: dict[str, list[str]] = {
    **cast(dict[str, list[str]], settings.SECURE_CSP),
    "frame-src": [CSP.SELF],
}


@require_safe
@xframe_options_exempt
@csp_override(_IN_A_FRAME)
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the figure in a frame; with `?link=1` a link to the form as well."""
    with_link = request.GET.get("link") == "1"

    def page() -> bytes:
        appeal = appeal_or_404(slug)
        figure, now = total(appeal), database_now()
        path = reverse("signatures:appeal", args=[slug], query={"via": EMBED})
        context = {
            "appeal": appeal,
            "letter": letter_or_404(appeal),
            "total": figure,
            "aim": aim_of(appeal, figure, now=now),
            "with_link": with_link,
            "is_open": appeal.may_be_signed(now),
            "address": f"{settings.SITE_URL}{path}",
        }
        return render_to_string("signatures/sharing/embed.html", context, request).encode()

    name = f"embed:{with_link}:{slug}:{page_language()}"
    html = "text/html; charset=utf-8"
    response = pages.respond(request, name, page, html, fresh=_FRAME_IS_FRESH)
    response["Cache-Control"] = _FRAME_KEEPS
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@csp_override(_EXPLAINED)
def embed_code(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the lines to copy, with what they show."""

    def page() -> bytes:
        appeal = appeal_or_404(slug)
        frame = reverse("signatures:embed", args=[slug])
        here = reverse("signatures:appeal", args=[slug])
        context = {
            "appeal": appeal,
            "letter": letter_or_404(appeal),
            "frame": frame,
            "frame_address": f"{settings.SITE_URL}{frame}",
            "here": here,
            "here_address": f"{settings.SITE_URL}{here}",
            # Without the hash: a partner's page keeps this address for years.
            "script_address": f"{settings.SITE_URL}{settings.STATIC_URL}js/paraphe-counter.js",
            "script": static("js/paraphe-counter.js"),
        }
        return render_to_string("signatures/sharing/embed_code.html", context, request).encode()

    name = f"embed-code:{slug}:{page_language()}"
    return pages.respond(request, name, page, "text/html; charset=utf-8")
