"""The page that hands an appeal on, and its pictures. Public, without cookie."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from appeal.views import appeal_or_404, letter_or_404, page_language
from signatures.models.clock import database_now
from signatures.page_cache import pages
from signatures.sharing.feed import AppealFeed
from signatures.sharing.links import sharing
from signatures.sharing.pictures import SHAPES, asked_round, draw

# A figure in a picture may be some minutes old; drawing takes a tenth of a second.
PICTURES_ARE_FRESH = 180.0
_PICTURES_KEEP = "public, max-age=180, stale-while-revalidate=600, stale-if-error=86400"


@require_safe
def share_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer the link, the services and the pictures."""

    def page() -> bytes:
        appeal = appeal_or_404(slug)
        letter = letter_or_404(appeal)
        context = {
            "appeal": appeal,
            "letter": letter,
            "sharing": sharing(appeal, letter, now=database_now()),
            "shapes": SHAPES.values(),
        }
        return render_to_string("signatures/sharing/share.html", context, request).encode()

    name = f"share:{slug}:{page_language()}"
    return pages.respond(request, name, page, "text/html; charset=utf-8")


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Give news and milestones to feed readers, from memory."""
    name = f"feed:{slug}:{page_language()}"
    atom = "application/atom+xml; charset=utf-8"
    return pages.respond(request, name, lambda: AppealFeed()(request, slug=slug).content, atom)


@require_safe
def picture(request: HttpRequest, slug: str, shape: str) -> HttpResponse:
    """Draw the appeal with its figure, or give the drawing of the last minutes."""
    if shape not in SHAPES:
        raise Http404

    def drawn() -> bytes:
        appeal = appeal_or_404(slug)
        letter, language = letter_or_404(appeal), page_language()
        return draw(appeal, letter, SHAPES[shape], language=language, now=database_now())

    # A network asks once for each address, and keeps what it gets.
    asked = asked_round(request.GET.get("from", ""))
    name = f"picture:{shape}:{slug}:{page_language()}:{asked}"
    response = pages.respond(request, name, drawn, "image/png", fresh=PICTURES_ARE_FRESH)
    response["Cache-Control"] = _PICTURES_KEEP
    # Networks and newsletters show it on pages of their own.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
