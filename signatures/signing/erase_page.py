"""The page at the desk that asks once more before it erases somebody."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import permitted
from appeal.titles import with_titles
from signatures.desk.columns import EMAIL_PERMISSION
from signatures.desk.moderation import PERMISSION
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.signing.erase import erase_on_request


@admin.site.admin_view
@require_http_methods(["GET", "HEAD", "POST"])
def erase_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what goes and that it cannot be undone; erase when that is sent."""
    by = permitted(request, PERMISSION)
    named = with_titles(Signature.objects.exclude(canonical_email=""))
    signature = get_object_or_404(named, pk=pk)
    if request.method == "POST":
        erase_on_request(signature, by=by, now=database_now())
        messages.success(request, _("Erased: nothing here names this person any more."))
        return redirect("admin:signatures_signature_changelist")
    context = {
        **admin.site.each_context(request),
        "title": _("Erase a signatory who asks for it"),
        "opts": Signature._meta,  # noqa: SLF001 -- public API
        "signature": signature,
        "may_see_address": by.has_perm(EMAIL_PERMISSION),
    }
    return TemplateResponse(request, "admin/signatures/signature/erase.html", context)
