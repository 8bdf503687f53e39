"""The staff site: Django's admin, signed in through allauth."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from accounts.audit import record


class StaffSite(AdminSite):
    """Django's admin under our name, whose only door is allauth's (R-18)."""

    site_header = _("Paraphe – organisers’ desk")
    site_title = _("Paraphe")
    index_title = _("Today")
    site_url = "/"
    # The lists need the width, and the first page has the same links.
    enable_nav_sidebar = False

    @method_decorator(secure_admin_login)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send to allauth, which throttles and will ask for the second factor."""
        return super().login(request, extra_context)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Send to allauth's page, which tells the owner by mail and puts it on record."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Sign out, on record."""
        if request.method == "POST" and request.user.is_authenticated:
            record("session.end")
        return super().logout(request, extra_context)
