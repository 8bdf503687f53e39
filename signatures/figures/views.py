"""The press page and its files. Public, without cookie, the same for everybody."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appeal.publishing import NoAppealError, current_letter, published_appeal
from signatures.enums import InvalidationReason
from signatures.figures import published
from signatures.figures.charts import day_chart
from signatures.figures.counting import Figures, figures
from signatures.models.clock import database_now
from signatures.page_cache import pages


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _figures(slug: str) -> Figures:
    try:
        appeal = published_appeal(slug)
    except NoAppealError as error:
        raise Http404(_("There is no such appeal.")) from error
    return figures(appeal, language=_language(), now=database_now())


def _respond(
    request: HttpRequest, slug: str, what: str, render: Callable[[], bytes], content_type: str
) -> HttpResponse:
    name = f"figures:{what}:{slug}:{_language()}"
    response = pages.respond(request, name, render, content_type)
    # Other sites may read the figure, and nothing else is here to be read.
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def figures_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the figure, decomposed, with a chart and its table."""

    def page() -> bytes:
        try:
            appeal = published_appeal(slug)
            letter = current_letter(appeal, _language())
        except NoAppealError as error:
            raise Http404(_("There is no such appeal.")) from error
        current = figures(appeal, language=_language(), now=database_now())
        context = {
            "appeal": appeal,
            "letter": letter,
            "figures": current,
            "chart": day_chart(current.by_day),
            "invalidated": [
                (InvalidationReason(reason).label, count)
                for reason, count in current.invalidated.items()
            ],
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

    def chart() -> bytes:
        current = _figures(slug)
        context = {"chart": day_chart(current.by_day), "figures": current}
        return render_to_string("signatures/figures/by_day.svg", context).encode()

    return _respond(request, slug, "svg", chart, "image/svg+xml")
