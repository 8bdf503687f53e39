"""Where an embargo is lifted before its hour: a page that says what follows, and a button."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from signatures.figures.embargo import is_under_embargo, lift_embargo
from signatures.models import Snapshot
from signatures.models.clock import database_now

_PERMISSION = "signatures.take_snapshot"


def lift_page(request: Any, pk: int) -> HttpResponse:
    """Ask once, then let everybody see the figure."""
    if not request.user.has_perm(_PERMISSION):
        raise PermissionDenied
    snapshot = get_object_or_404(Snapshot, pk=pk)
    now = database_now()
    if request.method == "POST" and lift_embargo(snapshot, by=request.user, now=now):
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
