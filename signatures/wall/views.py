"""The wall: who signed and wants to be seen."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appeal.publishing import NoAppealError, category_labels, current_letter, published_appeal
from signatures.wall.public import wall_page


@require_safe
def signatories(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page of names, searched and filtered as asked."""
    language = get_language() or settings.LANGUAGE_CODE
    try:
        appeal = published_appeal(slug)
        letter = current_letter(appeal, language)
    except NoAppealError as error:
        raise Http404(_("There is no such appeal.")) from error
    query, category = request.GET.get("q", "")[:80], request.GET.get("category", "")[:40]
    context = {
        "appeal": appeal,
        "letter": letter,
        "page": wall_page(
            appeal,
            language=language,
            query=query,
            category=category,
            after=request.GET.get("after", "")[:400],
        ),
        "query": query,
        "category": category,
        "categories": list(category_labels(appeal, language).values()),
    }
    response = render(request, "signatures/wall/signatories.html", context)
    response["Cache-Control"] = "public, max-age=10, stale-if-error=600"
    # A list of opinions is not for search engines.
    response["X-Robots-Tag"] = "noindex"
    return response
