"""Edits at the desk go on record by themselves: which fields, as they were and as they are."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Model, QuerySet
from django.forms import BaseForm, ModelForm
from django.http import HttpRequest

from accounts.audit import record

# A letter is kept whole in its version; the record says only that it changed.
LONGEST_VALUE = 200


class AuditedAdmin(admin.ModelAdmin[Any]):
    """Records what its pages add, change and delete, in the transaction of the act."""

    def construct_change_message(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        add: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
    ) -> Any:
        """Record the act; Django calls this once for each, after it has saved everything."""
        before, after = changes(form)
        for formset in formsets or ():
            rows_before, rows_after = row_changes(formset)
            before |= rows_before
            after |= rows_after
        if add or before or after:
            self.record_edit(request, "add" if add else "change", form.instance, before, after)
        return super().construct_change_message(request, form, formsets, add)

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> Any:
        """Offer to choose another row, and no buttons that edit or delete that row."""
        field = super().formfield_for_dbfield(*args, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Record each deletion; Django calls this before it deletes."""
        for row in queryset:
            self.record_edit(request, "delete", row, {}, {})
        return super().log_deletions(request, queryset)

    def record_edit(
        self,
        request: HttpRequest,
        verb: str,
        row: Model,
        before: dict[str, Any],
        after: dict[str, Any],
    ) -> None:
        """Record one edit. Override where the row's name may not stay on record."""
        area = row._meta.model_name  # noqa: SLF001 -- the public way to a model's name
        record(f"{area}.{verb}", target=row, target_label=str(row), before=before, after=after)


def changes(form: BaseForm) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the fields that `form` changed, as they were and as they are."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name in form.changed_data:
        before[name] = plain(form.get_initial_for_field(form.fields[name], name))
        after[name] = plain(form.cleaned_data.get(name))
    return before, after


def row_changes(formset: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give what changed in the rows below a page, under `model:id` for each row."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    name = formset.model._meta.model_name  # noqa: SLF001
    for row in formset.deleted_objects:
        before[f"{name}:{row.pk}"] = plain(str(row))
        after[f"{name}:{row.pk}"] = None
    new = [row.pk for row in formset.new_objects]
    touched = [*new, *(row.pk for row, _fields in formset.changed_objects)]
    for form in formset.forms:
        if isinstance(form, ModelForm) and form.instance.pk in touched:
            was, now = changes(form)
            before[f"{name}:{form.instance.pk}"] = None if form.instance.pk in new else was
            after[f"{name}:{form.instance.pk}"] = now
    return before, after


def plain(value: Any) -> Any:
    """Give a form's value as JSON holds it; a long text is cut, an object is its key."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}… ({len(value)})"
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, (QuerySet, list, tuple, set)) or (
        isinstance(value, Iterable) and not isinstance(value, (bytes, dict))
    ):
        return [str(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)
