"""A frozen figure at its public address, which answers for ever; or by a secret link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appeal.views import letter_or_404, page_language
from signatures.figures import snapshots
from signatures.figures.breakdowns import breakdowns
from signatures.figures.embargo import is_under_embargo, snapshot_of_token
from signatures.figures.sentences import sentences
from signatures.models import Snapshot
from signatures.models.clock import database_now
from signatures.page_cache import keep_out, pages

_HTML, _JSON = "text/html; charset=utf-8", "application/json"


@require_safe
def snapshot_page(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show what was frozen: figure, definition, breakdowns, hash, a sentence to quote."""
    name = f"snapshot:html:{slug}:{code}:{page_language()}"
    return pages.respond(request, name, lambda: _page(request, _public(slug, code)), _HTML)


@require_safe
def snapshot_json(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Give what was frozen to programs, with its hash."""
    name = f"snapshot:json:{slug}:{code}"
    render = lambda: snapshots.as_json(_public(slug, code))  # noqa: E731
    response = pages.respond(request, name, render, _JSON)
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def embargo(request: HttpRequest, token: str) -> HttpResponse:
    """Show a figure before its hour to who was given the link; afterwards lead to it."""
    snapshot = snapshot_of_token(token)
    if snapshot is None:
        raise Http404(_("There is no such figure."))
    if not is_under_embargo(snapshot, now=database_now()):
        return keep_out(redirect(snapshot))
    page = _page(request, snapshot, under_embargo=True)
    return keep_out(HttpResponse(page, content_type=_HTML))


def _public(slug: str, code: str) -> Snapshot:
    """Find a snapshot that everybody may see.

    Raises:
        Http404: there is none, or its hour has not come; nobody can tell which.
    """
    found = Snapshot.objects.select_related("appeal").filter(appeal__slug=slug, code=code).first()
    if found is None or is_under_embargo(found, now=database_now()):
        raise Http404(_("There is no such figure."))
    return found


def _page(request: HttpRequest, snapshot: Snapshot, *, under_embargo: bool = False) -> bytes:
    context = {
        "snapshot": snapshot,
        "appeal": snapshot.appeal,
        "letter": letter_or_404(snapshot.appeal),
        "frozen": snapshot.figures_in(page_language()),
        "tables": breakdowns(snapshot.figures_in(page_language()), page_language()),
        "under_embargo": under_embargo,
        "sentences": sentences(snapshot),
    }
    return render_to_string("signatures/figures/snapshot.html", context, request).encode()
