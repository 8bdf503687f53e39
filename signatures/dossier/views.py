"""The dossier at the desk: one form, which asks for a job."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import permitted
from signatures.dossier.forms import DossierForm
from signatures.dossier.job import PERMISSION, request_dossier


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@admin.site.admin_view
def dossier(request: HttpRequest) -> HttpResponse:
    """Choose a frozen figure and a language; lead to the page of the job."""
    by = permitted(request, PERMISSION)
    form = DossierForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        job = request_dossier(chosen["snapshot"], language=chosen["language"], by=by)
        return redirect("admin:signatures_job_progress", job.pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Dossier for the jury"),
        "form": form,
    }
    return TemplateResponse(request, "admin/signatures/dossier.html", context)
