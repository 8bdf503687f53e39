"""Where an embargo is lifted before its hour: a page that says what follows, and a button."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from accounts.permissions import permitted
from signatures.figures.embargo import is_under_embargo, lift_embargo
from signatures.models import Snapshot
from signatures.models.clock import database_now

_PERMISSION = "signatures.take_snapshot"


def lift_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then let everybody see the figure."""
    by = permitted(request, _PERMISSION)
    snapshot = get_object_or_404(Snapshot, pk=pk)
    now = database_now()
    if request.method == "POST" and lift_embargo(snapshot, by=by, now=now):
        messages.success(request, gettext("Everybody can see this figure now."))
    if request.method == "POST" or not is_under_embargo(snapshot, now=now):
        return redirect("admin:signatures_snapshot_change", pk)
    context = {
        **admin.site.each_context(request),
        "title": gettext("Lift the embargo"),
        "opts": Snapshot._meta,  # noqa: SLF001 -- as Django's own pages give it
        "snapshot": snapshot,
    }
    return TemplateResponse(request, "admin/signatures/snapshot/lift.html", context)
