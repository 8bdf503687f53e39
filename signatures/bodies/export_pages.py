"""The page that asks for the file of organisations: which columns, what for, why."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from accounts.permissions import permitted
from accounts.reauthentication import fresh_proof_required
from signatures.bodies.export import BODIES, COLUMNS, EXPORT_BODIES
from signatures.desk.columns import EMAIL_PERMISSION
from signatures.desk.export_form import ExportForm
from signatures.desk.export_request import ExportRefusedError, Purpose, Wanted, request_export
from signatures.desk.filters import current_language
from signatures.desk.kinds import add_kind
from signatures.models import BodySignature

add_kind(EXPORT_BODIES)
_LABELS = {
    "id": _("Number"),
    "appeal": _("Appeal"),
    "state": _("State"),
    "organisation": _("Name as typed"),
    "shown_as": _("Shown as"),
    "kind": _("Sort of organisation"),
    "website": _("Website"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "role": _("Role"),
    "email": _("Email address"),
    "mandate": _("Mandate, as declared"),
    "mandate_seen": _("Mandate seen"),
    "signed_at": _("Signed at"),
    "verified_at": _("Verified at"),
    "approved_at": _("Approved at"),
}


class BodiesForm(ExportForm):
    """Columns, purpose, reason; addresses are left out until somebody ticks them (R-67)."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        choices=[(name, name) for name in COLUMNS],
        initial=[name for name in COLUMNS if name != "email"],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, may_see_addresses: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = self.fields["columns"]
        assert isinstance(columns, forms.MultipleChoiceField)  # noqa: S101 -- declared above
        columns.choices = [
            (name, f"{_LABELS[name]} ({name})")
            for name in COLUMNS
            if may_see_addresses or name != "email"
        ]

    def chosen_columns(self) -> list[str]:
        """Give the names of the columns that were ticked."""
        return list(self.cleaned_data.get("columns", ()))


class BodiesExport(admin.ModelAdmin[BodySignature]):
    """Adds the page to the list of organisations."""

    change_list_template = "admin/signatures/bodysignature/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Put the page before Django's."""
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name="signatures_bodysignature_export"), *super().get_urls()]

    @fresh_proof_required
    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Ask, after a fresh proof of who asks (R-45); lead to the job's page."""
        user = permitted(request, *BODIES.permissions)
        form = BodiesForm(request.POST or None, may_see_addresses=user.has_perm(EMAIL_PERMISSION))
        if form.is_valid():
            wanted = Wanted(
                columns=form.chosen_columns(),
                file_format="csv;" if current_language() == "fr" else "csv",
                purpose=Purpose(form.cleaned_data["purpose"]),
                reason=form.cleaned_data["reason"],
            )
            try:
                job = request_export(wanted, by=user, of=BODIES)
            except ExportRefusedError as error:
                raise PermissionDenied from error
            return redirect("admin:signatures_job_progress", job.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Export the organisations that sign"),
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/signatures/bodysignature/export.html", context)
