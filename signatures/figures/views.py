"""The press page and its files. Public, without cookie, the same for everybody."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appeal.views import appeal_or_404, letter_or_404, page_language
from signatures.figures import files, pictures, published
from signatures.figures.counting import Figures
from signatures.figures.definition import RULES
from signatures.figures.press_page import UnknownNameError, chart_of, press_page, table_of
from signatures.figures.settled import public_figures
from signatures.models.clock import database_now
from signatures.models.lagging import may_lag
from signatures.page_cache import pages


def _figures(slug: str) -> Figures:
    appeal = appeal_or_404(slug)
    return public_figures(appeal, language=page_language(), now=database_now(), hours=True)


def _respond(
    request: HttpRequest, slug: str, what: str, render: Callable[[], bytes], content_type: str
) -> HttpResponse:
    name = f"figures:{what}:{slug}:{page_language()}"
    response = pages.respond(request, name, may_lag(render), content_type)
    # Other sites may read the figure, and nothing else is here to be read.
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def figures_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the figure, decomposed, with charts and tables."""

    def page() -> bytes:
        appeal = appeal_or_404(slug)
        context = {
            "appeal": appeal,
            "letter": letter_or_404(appeal),
            "page": press_page(appeal, language=page_language(), now=database_now()),
            "rules": RULES,
        }
        return render_to_string("signatures/figures/figures.html", context, request).encode()

    return _respond(request, slug, "html", page, "text/html; charset=utf-8")


@require_safe
def figures_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the figures to programs."""
    return _respond(
        request, slug, "json", lambda: published.as_json(_figures(slug)), "application/json"
    )


@require_safe
def figures_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the figures to spreadsheets."""
    response = _respond(
        request, slug, "csv", lambda: published.as_csv(_figures(slug)), "text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="figures-{slug}.csv"'
    return response


@require_safe
def figures_svg(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the chart by day as a picture."""
    return _respond(request, slug, "svg", lambda: _drawn(slug, "day"), "image/svg+xml")


@require_safe
def chart_svg(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Give one chart as a picture that stands alone, with title and source."""
    what = f"chart:{name}:svg"
    response = _respond(request, slug, what, lambda: _drawn(slug, name), "image/svg+xml")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{name}.svg"'
    return response


@require_safe
def chart_png(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Give one chart in pixels, for who cannot place an SVG."""
    what = f"chart:{name}:png"
    response = _respond(request, slug, what, lambda: pictures.png(_drawn(slug, name)), "image/png")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{name}.png"'
    return response


@require_safe
def table_file(request: HttpRequest, slug: str, name: str, ending: str) -> HttpResponse:
    """Give one table of the page as CSV, JSON or XLSX."""
    if ending not in files.WRITERS:
        raise Http404(_("There is no such figure."))
    write, content_type = files.WRITERS[ending]

    def table() -> bytes:
        plain = published.as_dict(_figures(slug))
        try:
            return write(table_of(plain, name, page_language()), str(plain["as_of"]))
        except UnknownNameError as error:
            raise Http404(_("There is no such figure.")) from error

    response = _respond(request, slug, f"table:{name}:{ending}", table, content_type)
    response["Content-Disposition"] = f'attachment; filename="{slug}-{name}.{ending}"'
    return response


def _drawn(slug: str, name: str) -> bytes:
    appeal, current = appeal_or_404(slug), _figures(slug)
    try:
        chart = chart_of(current, name, page_language(), goal=appeal.goal)
    except UnknownNameError as error:
        raise Http404(_("There is no such figure.")) from error
    moment = timezone.localtime(current.as_of)
    words = _("%(site)s, as of %(moment)s (Paris time)")
    context = {
        "chart": chart,
        "appeal": appeal,
        "source": words % {"site": settings.SITE_HOST, "moment": f"{moment:%d/%m/%Y, %H:%M}"},
    }
    return render_to_string("signatures/figures/chart.svg", context).strip().encode()
