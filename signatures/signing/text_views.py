"""The public history of a text: every version, and what each changed (R-57)."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from appeal.differences import revisions
from appeal.views import appeal_or_404, letter_or_404, page_language
from signatures.page_cache import pages


@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every published version beside the one before it, from memory."""

    def page() -> bytes:
        appeal = appeal_or_404(slug)
        context = {
            "appeal": appeal,
            "letter": letter_or_404(appeal),
            "revisions": revisions(appeal, page_language()),
        }
        return render_to_string("signatures/signing/versions.html", context, request).encode()

    name = f"versions:{slug}:{page_language()}"
    return pages.respond(request, name, page, "text/html; charset=utf-8")
