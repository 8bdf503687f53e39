"""Pages of an account that allauth does not have."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.sessions import end_others, end_session, sessions_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """List one's own sessions; end one, or all others."""
    user = cast(User, request.user)
    if request.method != "POST":
        shown = {"sessions": sessions_of(user, request)}
        return render(request, "account/sessions.html", shown)
    mark = request.POST.get("end", "")
    ended = end_others(user, request) if mark == "others" else end_session(user, mark)
    if ended:
        messages.success(request, _("Signed out there."))
    return HttpResponseRedirect(reverse("account_sessions"))
