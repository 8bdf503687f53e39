"""The staff site: Django's admin, signed in through allauth."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.audit import record

# Django's own sentences. Its French calls everything an “objet” and makes it masculine; the
# catalogue of this site has better ones, and goes before Django's.
SAID_BY_DJANGO = (
    gettext_noop("The {name} “{obj}” was added successfully."),
    gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below."),
    gettext_noop("The {name} “{obj}” was changed successfully."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below."),
    gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    gettext_noop("The %(name)s “%(obj)s” was deleted successfully."),
    gettext_noop("Successfully deleted %(count)d %(items)s."),
)


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
