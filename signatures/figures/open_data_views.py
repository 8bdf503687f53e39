"""The page that lists the open data, and the files. Public, without cookie."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appeal.views import appeal_or_404, letter_or_404, page_language
from signatures.figures.open_data_words import LICENCE_NAME, TABLES
from signatures.models import OpenDataFile
from signatures.page_cache import pages

SHOWN = 400
_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def open_data(request: HttpRequest, slug: str) -> HttpResponse:
    """List every day's file with its hash, and say what is in it."""

    def page() -> bytes:
        appeal = appeal_or_404(slug)
        files = OpenDataFile.objects.filter(appeal=appeal).defer("content").order_by("-day")
        context = {
            "appeal": appeal,
            "letter": letter_or_404(appeal),
            "files": list(files[:SHOWN]),
            "tables": TABLES,
            "licence": LICENCE_NAME,
        }
        return render_to_string("signatures/figures/open_data.html", context, request).encode()

    name = f"open-data:{slug}:{page_language()}"
    return pages.respond(request, name, page, "text/html; charset=utf-8")


@require_safe
def open_data_file(request: HttpRequest, slug: str, day: str) -> HttpResponse:
    """Give the file of one day; it never changes."""
    wanted = _day(day)
    files = OpenDataFile.objects.filter(appeal=appeal_or_404(slug))
    found = files.filter(day=wanted).first() if wanted else None
    if found is None:
        raise Http404(_("There is no such file."))
    response = HttpResponse(bytes(found.content), content_type="application/zip")
    name = f"open-data-{slug}-{found.day.isoformat()}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = f'"{found.sha256[:24]}"'
    response["Cache-Control"] = _FOR_EVER
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _day(typed: str) -> date | None:
    """Read the day in an address; None for anything else."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
