"""The press page and its files. Public, without cookie, the same for everybody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from appeal.views import appeal_or_404, letter_or_404, page_language
from signatures.enums import InvalidationReason, OrganisationKind
from signatures.figures import published
from signatures.figures.charts import day_chart
from signatures.figures.counting import Figures, figures
from signatures.figures.definition import RULES
from signatures.models.clock import database_now
from signatures.page_cache import pages


def _figures(slug: str) -> Figures:
    appeal = appeal_or_404(slug)
    return figures(appeal, language=page_language(), now=database_now(), hours=True)


def _respond(
    request: HttpRequest, slug: str, what: str, render: Callable[[], bytes], content_type: str
) -> HttpResponse:
    name = f"figures:{what}:{slug}:{page_language()}"
    response = pages.respond(request, name, render, content_type)
    # Other sites may read the figure, and nothing else is here to be read.
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def figures_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the figure, decomposed, with a chart and its table."""

    def page() -> bytes:
        appeal = appeal_or_404(slug)
        letter = letter_or_404(appeal)
        current = figures(appeal, language=page_language(), now=database_now())
        context = {
            "appeal": appeal,
            "letter": letter,
            "figures": current,
            "rules": RULES,
            "chart": day_chart(current.by_day),
            "bodies_by_kind": [
                (OrganisationKind(kind).label, count)
                for kind, count in current.organisations.by_kind
            ],
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
