"""The columns that the export page offers, which are those that `desk.exports` writes."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.resources import ModelResource

from signatures.desk.exports import COLUMNS
from signatures.models import Signature

# Columns that are not, or not exactly, a field of the model.
_LABELS = {
    "id": _("Number"),
    "updates": _("Wants news (yes or no)"),
    "organisation_record": _("Organisation, as it is called on the wall"),
}


class SignatureResource(ModelResource):
    """What the export page offers to choose from; `desk.exports` writes the file."""

    updates = Field(column_name="updates")
    organisation_record = Field(column_name="organisation_record")

    class Meta:
        model = Signature
        name = "signatures"
        fields = export_order = tuple(COLUMNS)


def column_label(name: str) -> str:
    """Say in the language of the desk what a column holds, and what the file calls it."""
    field: Any = None if name in _LABELS else Signature._meta.get_field(name)  # noqa: SLF001
    label = field.verbose_name if field else _LABELS[name]
    return f"{capfirst(label)} ({name})"
