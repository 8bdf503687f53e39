"""What the pages behind a mailed link have in common."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from appeal.publishing import category_labels, current_letter, text_in
from appeal.views import page_language
from signatures.figures import counting
from signatures.models import Signature
from signatures.signing.origin import same_origin
from signatures.wall.featured import featured_as_shown
from signatures.wall.public import as_shown, shown_name

type MailboxView = Callable[..., HttpResponse]


def mailbox_page(view: MailboxView) -> MailboxView:
    """Keep a page with a token in its address out of caches, logs of others and indexes."""
    checked = same_origin(require_http_methods(["GET", "HEAD", "POST"])(view))

    @wraps(checked)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = checked(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


def signature_context(signature: Signature, token: str) -> dict[str, object]:
    """Give what the pages of one signature show."""
    language = page_language()
    return {
        "signature": signature,
        "appeal": signature.appeal,
        "category": category_labels(signature.appeal, language)[signature.category_id][1],
        "letter": text_in(signature.version, language),
        "current": current_letter(signature.appeal, language),
        "token": token,
        "shown_name": shown_name(
            first_name=signature.first_name,
            last_name=signature.last_name,
            display=signature.display,
        ),
        "shown": as_shown(signature, language=language),
        "first_shown": featured_as_shown(signature),
        "total": counting.total(signature.appeal),
    }


def see_other(route: str, *, query: dict[str, str] | None = None, **kwargs: str) -> HttpResponse:
    """Lead to another page after a form."""
    return HttpResponse(
        status=303, headers={"Location": reverse(route, kwargs=kwargs, query=query)}
    )
