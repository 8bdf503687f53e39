"""A proof of who it is, not older than five minutes, before what must not be stolen (R-45).

Signing in is such a proof, and so is typing a code or touching a key again; the password,
for those alone who have no second factor. Asked for before exports of personal data, changes
of roles, publishing a text, the audit.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    get_reauthentication_flows,
    suspend_request,
)
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from accounts.models import User
from accounts.second_factor import has_factor


def recently_proved(request: HttpRequest) -> bool:
    """Say whether this session has proved who it is within the last five minutes.

    Who has a second factor proves it with that: a password may be known to somebody else, and
    an open session may be found (R-19).
    """
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    ways = get_authentication_records(request, request.user)
    recent = {way["method"] for way in ways if float(way["at"]) > since}
    return "mfa" in recent or (bool(recent) and not has_factor(cast(User, request.user)))


def require_fresh_proof(request: HttpRequest) -> None:
    """Send to the page that asks for a proof, which comes back here afterwards.

    What a form sent is kept in the session, and taken up where it was.

    Raises:
        ReauthenticationRequired: allauth's middleware answers it.
        ImmediateHttpResponse: it answers this one too, with the page it carries.
    """
    if recently_proved(request):
        return
    if settings.OIDC_ISSUER and not get_reauthentication_flows(request.user):
        # Nothing of theirs is here to be typed: the organisation has to ask them.
        raise ImmediateHttpResponse(render(request, "socialaccount/again.html", status=403))
    if request.method == "POST" and request.GET:
        raise ImmediateHttpResponse(_suspended(request))
    raise ReauthenticationRequired


def _suspended(request: HttpRequest) -> HttpResponse:
    """Have a form that was sent to an address with a query taken up after the proof.

    allauth drops what was typed unless it is led back to the path alone. The query, such as
    the filters of a list, is in what it keeps.
    """
    way = get_adapter(request).get_reauthentication_methods(request.user)[0]["url"]
    suspend_request(request, way)
    return HttpResponseRedirect(f"{way}?{urlencode({'next': request.path})}")


def fresh_proof_required[**P, R](view: Callable[P, R]) -> Callable[P, R]:
    """Decorate a view, or a method of an admin class, that needs a fresh proof."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        request: Any = next(argument for argument in args if isinstance(argument, HttpRequest))
        require_fresh_proof(request)
        return view(*args, **kwargs)

    return guarded
