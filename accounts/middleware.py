"""What every request of the desk passes through."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from accounts import audit
from accounts.models import User
from accounts.second_factor import has_factor, has_proved_factor

type GetResponse = Callable[[HttpRequest], HttpResponse]

# Where an account counts for something; the public pages know no account.
_DESK = ("/staff/", "/accounts/")
# What is left to somebody without a factor: set one up, sign out, choose a password.
_SETTING_UP = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "account_reauthenticate",
}
# And to somebody who has one and did not show it in this session.
_PROVING = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
_ALWAYS = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "logout",
    "jsi18n",
}


class NoStoreMiddleware:
    """Has no browser and no cache keep a page of the desk that says nothing else (R-16).

    Among them are the secret of an authenticator app and recovery codes: "Back" after signing
    out, or a copy of the browser's folder, must not show them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header."""
        response = self.get_response(request)
        if request.path.startswith(_DESK):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class AuditMiddleware:
    """Says to the record whose request it is. Nothing is read before something is recorded."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with this request as the one that acts."""
        with audit.acting(request):
            return self.get_response(request)


class SecondFactorMiddleware:
    """Lets nobody work at the desk without a second factor (R-18, R-45)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or lead to where a factor is set up or shown."""
        way = self._way_in(request)
        return HttpResponseRedirect(way) if way else self.get_response(request)

    def _way_in(self, request: HttpRequest) -> str:
        """Give where this person has to go first; "" for nowhere."""
        if not settings.STAFF_MFA_REQUIRED or not request.path.startswith(_DESK):
            return ""
        user = request.user
        if not isinstance(user, User) or not user.is_authenticated:
            return ""
        page = _page_name(request)
        if page in _ALWAYS:
            return ""
        if not has_factor(user):
            return "" if page in _SETTING_UP else reverse("mfa_index")
        if page in _PROVING or has_proved_factor(request, user):
            return ""
        first = get_adapter(request).get_reauthentication_methods(user)[0]
        return f"{first['url']}?{urlencode({'next': request.get_full_path()})}"


def _page_name(request: HttpRequest) -> str:
    try:
        return str(resolve(request.path_info).url_name)
    except Resolver404:
        return ""
