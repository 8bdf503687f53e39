"""The wall: who signed and wants to be seen."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from appeal.views import appeal_or_404, letter_or_404, page_language
from signatures.models.lagging import may_lag
from signatures.page_cache import BRIEFLY, pages
from signatures.wall.bodies import first_bodies
from signatures.wall.featured import featured_signatories, shown_portrait
from signatures.wall.public import latest_withdrawals, wall_page

WITHDRAWALS_SHOWN = 12
LOGOS_SHOWN = 12
# Seconds: who takes a name down looks here whether it is gone.
FIRST_PAGE_FRESH = 1.0


@require_safe
def portrait(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out the portrait of a featured signatory, as long as the name is shown."""
    row = shown_portrait(name)
    if row is None:
        raise Http404
    with row.portrait.open("rb") as picture:
        answer = HttpResponse(picture.read(), content_type="image/webp")
    answer["Cache-Control"] = BRIEFLY
    answer["Content-Disposition"] = 'inline; filename="portrait.webp"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def signatories(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page of names, searched and filtered as asked; the first page from memory."""
    query, category = request.GET.get("q", "")[:80], request.GET.get("category", "")[:40]
    after = request.GET.get("after", "")[:400]

    def page() -> bytes:
        return _render(request, slug, query=query, category=category, after=after).encode()

    if query or category or after:  # too many spellings to keep them all
        response = HttpResponse(page())
        # Whom somebody looked for is kept by no cache; it may be who has withdrawn.
        response["Cache-Control"] = "no-store" if query else BRIEFLY
    else:
        name = f"wall:{slug}:{page_language()}"
        response = pages.respond(
            request, name, page, "text/html; charset=utf-8", fresh=FIRST_PAGE_FRESH
        )
    # A list of opinions is not for search engines.
    response["X-Robots-Tag"] = "noindex"
    return response


@may_lag
def _render(request: HttpRequest, slug: str, *, query: str, category: str, after: str) -> str:
    language = page_language()
    appeal = appeal_or_404(slug)
    is_first = not (query or category or after)
    context = {
        "featured": featured_signatories(appeal) if is_first else [],
        "bodies": first_bodies(appeal, language=language, limit=LOGOS_SHOWN) if is_first else [],
        "appeal": appeal,
        "letter": letter_or_404(appeal),
        "page": wall_page(
            appeal,
            language=language,
            query=query,
            category=category,
            after=after,
        ),
        "query": query,
        "category": category,
        "withdrawals": latest_withdrawals(appeal, limit=WITHDRAWALS_SHOWN) if is_first else [],
    }
    return render_to_string("signatures/wall/signatories.html", context, request)
