"""The figure for those who watch it: small, and one query a second however many they are.

Browsers ask again every few seconds and get the same bytes from memory (docs/adr/0026). Each
process makes them anew at most every `WEB_PROCESSES` seconds, so that all together ask the
database once a second.
"""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appeal.views import page_language
from signatures.figures.counting import live_figure
from signatures.figures.sentences import number
from signatures.page_cache import FRESH_SECONDS, pages


@require_safe
def figure_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the figure and its moment, as a program and as a page write them."""

    def figure() -> bytes:
        live = live_figure(slug)
        if live is None:
            raise Http404(_("There is no such appeal."))
        moment = timezone.localtime(live.as_of)
        values = {
            "total": live.total,
            "as_of": moment.isoformat(timespec="seconds"),
            "state": live.state,
            "text": number(live.total, page_language()),
            "line": _("%(day)s, %(time)s (Paris time)")
            % {
                "day": date_format(moment, "DATE_FORMAT"),
                "time": date_format(moment, "TIME_FORMAT"),
            },
        }
        return json.dumps(values, ensure_ascii=False).encode()

    response = pages.respond(
        request,
        f"figure:{slug}:{page_language()}",
        figure,
        "application/json",
        fresh=max(FRESH_SECONDS, settings.WEB_PROCESSES),
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response
