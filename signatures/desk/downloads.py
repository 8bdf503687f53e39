"""The export page of django-import-export, with files that `desk.exports` writes.

Its page offers columns and formats; what it would do with them builds the whole file in
memory (1.2 GB for a million rows), so the writing is ours (docs/adr/0007).
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import SelectableFieldsExportForm

from signatures.desk import exports
from signatures.desk.resources import SignatureResource
from signatures.models import Signature


class CommaCSV(CSV):
    """CSV as the standard has it."""

    delimiter = ","

    def get_title(self) -> str:
        """Name the format on the page."""
        return "csv"


class SemicolonCSV(CSV):
    """CSV as a French spreadsheet expects it."""

    delimiter = ";"

    def get_title(self) -> str:
        """Name the format on the page."""
        return "csv ;"


class ColumnsForm(SelectableFieldsExportForm):
    """The page's form, with addresses left out until somebody ticks them (R-67)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in exports.NOT_BY_DEFAULT:
            self.fields[self.create_boolean_field_name(SignatureResource, name)].initial = False


class ExportDownloads(ExportMixin, admin.ModelAdmin[Signature]):
    """Choose columns and a format; get the file as it is being written."""

    resource_classes = [SignatureResource]
    export_form_class = ColumnsForm
    formats = [CommaCSV, SemicolonCSV, XLSX]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Say who may take names out of the house (R-19)."""
        return bool(request.user.has_perm("signatures.export_personal_data"))

    def _do_file_export(
        self,
        file_format: Any,
        request: HttpRequest,
        queryset: QuerySet[Signature],
        export_form: Any = None,
    ) -> HttpResponse | StreamingHttpResponse | FileResponse:
        """Answer with the file."""
        columns = export_form.get_selected_resource_export_fields()
        name = f"signatures-{localdate().isoformat()}.{file_format.get_extension()}"
        if isinstance(file_format, XLSX):
            try:
                file = exports.write_xlsx(queryset, columns)
            except exports.TooManyRowsError:
                messages.error(
                    request,
                    _("More than %d rows: choose CSV.") % exports.XLSX_MOST_ROWS,
                )
                return redirect(request.get_full_path())
            return FileResponse(file, as_attachment=True, filename=name)
        pieces = exports.stream_csv(queryset, columns, delimiter=file_format.delimiter)
        return StreamingHttpResponse(
            pieces,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
