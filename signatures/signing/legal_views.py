"""The legal pages, from memory: legal notice, data, how we count, accessibility."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from appeal.accessibility import statement
from appeal.enums import LegalPage
from appeal.legal import imprint, missing, own_words
from appeal.models import Appeal
from appeal.views import appeal_or_404, letter_or_404, page_language
from signatures.figures.definition import RULES
from signatures.models.clock import database_now
from signatures.page_cache import pages


@require_safe
def notice(request: HttpRequest, slug: str) -> HttpResponse:
    """Say who publishes and who hosts."""
    return _respond(request, slug, LegalPage.NOTICE)


@require_safe
def privacy(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what becomes of the data, at more length than beside the form."""
    return _respond(request, slug, LegalPage.PRIVACY)


@require_safe
def counting(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what counts."""
    return _respond(request, slug, LegalPage.COUNTING)


@require_safe
def accessibility(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Say how far the site complies; without a slug for the appeal on the front page (R-78)."""
    return _respond(request, slug, LegalPage.ACCESSIBILITY)


def _respond(request: HttpRequest, slug: str, page: LegalPage) -> HttpResponse:
    def render() -> bytes:
        context = _context(appeal_or_404(slug), page)
        return render_to_string(f"pages/{page}.html", context, request).encode()

    name = f"legal:{page}:{slug}:{page_language()}"
    return pages.respond(request, name, render, "text/html; charset=utf-8")


def _context(appeal: Appeal, page: LegalPage) -> dict[str, Any]:
    row = imprint(appeal)
    return {
        "appeal": appeal,
        "letter": letter_or_404(appeal),
        "page": page,
        "own": own_words(appeal, page, language=page_language()),
        "imprint": row,
        "missing": missing(row),
        "statement": statement(appeal, now=database_now()),
        "rules": RULES,
    }
