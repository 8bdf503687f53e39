"""Where a public form comes from. These pages set no cookie, so there is no CSRF token.

No authority rides on the visitor's browser: a form needs the address's own mailbox, or the
token in its link. What the check prevents is another site making visitors sign without
their knowing (docs/adr/0005).
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from signatures.signing.problems import problem_page

type View = Callable[..., HttpResponse]


def comes_from_here(request: HttpRequest) -> bool:
    """Say whether a form was sent by a page of this site.

    `Sec-Fetch-Site` decides where the browser sends it, because no page can forge it.
    Else `Origin` does; it is missing in old browsers, and "null" where the page has
    `Referrer-Policy: no-referrer`, as ours with a token in their address have.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin in (None, "null") or origin.partition("://")[2] == request.get_host()


def same_origin(view: View) -> View:
    """Refuse forms sent by other sites, and take the view out of the cookie's CSRF check."""

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not comes_from_here(request):
            return problem_page(
                request,
                status=403,
                title=_("This form came from another site"),
                advice=_("Open the appeal’s page and sign there."),
            )
        return view(request, *args, **kwargs)

    return checked
