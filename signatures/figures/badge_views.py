"""The badges, and the page from which other sites copy them. Public, without cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from appeal.views import appeal_or_404, letter_or_404, page_language
from signatures.figures.badges import BADGE_STYLES, BadgeStyle, badge_style, row_width
from signatures.figures.counting import total
from signatures.page_cache import pages


@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw the figure as a badge, in the style that the address asks for."""
    style = badge_style(request.GET.get("style", ""))
    name = f"badge:{style.code}:{slug}:{page_language()}"
    response = pages.respond(request, name, lambda: _drawn(slug, style), "image/svg+xml")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _drawn(slug: str, style: BadgeStyle) -> bytes:
    appeal = appeal_or_404(slug)
    figure = total(appeal)
    words = ngettext("verified signature", "verified signatures", figure)
    width = style.width or row_width(f"{figure:,} {words}")
    context = {
        "style": style,
        "letter": letter_or_404(appeal),
        "total": figure,
        "words": words,
        "width": width,
        # The edge is drawn inside.
        "inner_width": width - 1.5,
        "inner_height": style.height - 1.5,
    }
    return render_to_string("signatures/figures/badge.svg", context).encode()


@require_safe
def badges(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every badge with the lines of HTML that put it on another page."""

    def page() -> bytes:
        appeal = appeal_or_404(slug)
        here = reverse("signatures:appeal", args=[slug])
        picture = reverse("signatures:badge", args=[slug])
        context = {
            "appeal": appeal,
            "letter": letter_or_404(appeal),
            "styles": BADGE_STYLES.values(),
            "picture": picture,
            "address": f"{settings.SITE_URL}{here}",
            "source": f"{settings.SITE_URL}{picture}",
        }
        return render_to_string("signatures/figures/badges.html", context, request).encode()

    name = f"badges:{slug}:{page_language()}"
    return pages.respond(request, name, page, "text/html; charset=utf-8")
