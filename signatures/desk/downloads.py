"""The export page of django-import-export; the file is made by a job, on record (R-19).

Its page offers columns and formats; what it would do with them builds the whole file in
memory (1.2 GB for a million rows), in the request. Ours asks why, and asks for a job.
"""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import SelectableFieldsExportForm

from accounts.models import User
from accounts.reauthentication import fresh_proof_required
from signatures.desk import exports
from signatures.desk.columns import EMAIL_PERMISSION
from signatures.desk.export_form import ExportForm
from signatures.desk.export_request import (
    SIGNATURES,
    ExportRefusedError,
    Purpose,
    Wanted,
    request_export,
)
from signatures.desk.filters import current_language
from signatures.desk.resources import SignatureResource, column_label
from signatures.models import Signature


def _most_rows() -> str:
    return number_format(exports.XLSX_MOST_ROWS, force_grouping=True)


class CommaCSV(CSV):
    """CSV as the standard has it."""

    code = "csv"

    def get_title(self) -> str:
        """Name the format on the page."""
        return gettext("CSV, with commas")


class SemicolonCSV(CSV):
    """CSV as a French spreadsheet expects it."""

    code = "csv;"

    def get_title(self) -> str:
        """Name the format on the page."""
        return gettext("CSV, with semicolons (for a French Excel)")


class Workbook(XLSX):
    """A spreadsheet, for what fits into one."""

    code = "xlsx"

    def get_title(self) -> str:
        """Name the format on the page."""
        return gettext("Excel (XLSX), up to %s rows") % _most_rows()


FORMATS: list[type[CSV | XLSX]] = [CommaCSV, SemicolonCSV, Workbook]


class ColumnsForm(ExportForm, SelectableFieldsExportForm):
    """Which columns, which format; addresses are left out until somebody ticks them (R-67)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in exports.COLUMNS:
            field = self.fields[self.create_boolean_field_name(SignatureResource, name)]
            field.label = column_label(name)
            field.initial = name not in exports.NOT_BY_DEFAULT
        usual = SemicolonCSV if current_language() == "fr" else CommaCSV
        self.fields["format"] = forms.ChoiceField(
            label=_("Format"),
            choices=[(str(number), kind().get_title()) for number, kind in enumerate(FORMATS)],
            initial=str(FORMATS.index(usual)),
            widget=forms.RadioSelect,
        )

    def chosen_columns(self) -> list[str]:
        """Give the names of the columns that were ticked."""
        return list(self.get_selected_resource_export_fields())

    @property
    def media(self) -> forms.Media:
        """Need no script: the page has plain boxes."""
        return forms.Media()

    @property
    def columns(self) -> list[forms.BoundField]:
        """The boxes, for the template."""
        return [field for field in self if getattr(field.field, "is_selectable_field", False)]


class ExportDownloads(ExportMixin, admin.ModelAdmin[Signature]):
    """Choose columns and a format; get the file as it is being written."""

    resource_classes = [SignatureResource]
    export_form_class = ColumnsForm
    export_template_name = "admin/signatures/signature/export.html"
    formats = FORMATS

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Say who may take names out of the house (R-19)."""
        return bool(request.user.has_perms(SIGNATURES.permissions))

    def get_valid_export_item_pks(self, request: HttpRequest) -> list[str]:
        """Take the ids as they were posted: the library would read those of the whole table."""
        return [pk for pk in request.POST.getlist("export_items") if pk.isdecimal()]

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Signature]:
        """Give what the list would show; the library answers nonsense with an error of ours."""
        try:
            signatures: QuerySet[Signature] = super().get_export_queryset(request)
        except IncorrectLookupParameters as error:
            raise BadRequest from error
        return signatures

    def init_request_context_data(self, request: HttpRequest, form: Any) -> dict[str, Any]:
        """Say how much will be in the file."""
        context: dict[str, Any] = super().init_request_context_data(request, form)
        rows = self.get_export_queryset(request)
        context["paginator"] = self.get_paginator(request, rows, 1)
        if not request.user.has_perm(EMAIL_PERMISSION):
            form.fields.pop(form.create_boolean_field_name(SignatureResource, "email"), None)
        return context

    @fresh_proof_required
    def export_action(self, request: HttpRequest) -> HttpResponse:
        """Show the form, and take it, after a fresh proof of who asks (R-45)."""
        return cast(HttpResponse, super().export_action(request))

    def _do_file_export(
        self,
        file_format: Any,
        request: HttpRequest,
        queryset: QuerySet[Signature],
        export_form: Any = None,
    ) -> HttpResponse:
        """Ask for the job, and lead to its page."""
        if isinstance(file_format, Workbook):
            most = exports.XLSX_MOST_ROWS
            if queryset.order_by()[: most + 1].count() > most:
                messages.error(request, _("More than %s rows: choose CSV.") % _most_rows())
                return redirect(request.get_full_path())
        chosen = export_form.cleaned_data
        wanted = Wanted(
            query=request.GET.urlencode(),
            ids=[int(pk) for pk in chosen.get("export_items") or ()],
            columns=export_form.chosen_columns(),
            file_format=file_format.code,
            purpose=Purpose(chosen["purpose"]),
            reason=chosen["reason"],
        )
        try:
            job = request_export(wanted, by=cast(User, request.user))
        except ExportRefusedError as error:
            raise PermissionDenied from error
        return redirect("admin:signatures_job_progress", job.pk)
