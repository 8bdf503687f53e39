"""The watch-list at the desk."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.audited import AuditedAdmin
from accounts.desk_links import Task, desk_link
from accounts.models import User
from signatures.desk.rechecking import watch
from signatures.folding import search_key
from signatures.models import WatchedName
from signatures.risk.watchlist import set_keys


class WatchedNameForm(forms.ModelForm[WatchedName]):
    """One name; the same one twice, however it is spelt, is refused."""

    class Meta:
        model = WatchedName
        fields = ("kind", "first_name", "last_name", "note")

    def clean(self) -> dict[str, Any]:
        """Compare with the list as signing does."""
        cleaned = super().clean() or {}
        if not search_key(cleaned.get("last_name", "")):
            self.add_error("last_name", _("A name has at least one letter."))
            return cleaned
        name = WatchedName(first_name=cleaned.get("first_name", ""), last_name=cleaned["last_name"])
        set_keys(name)
        same = WatchedName.objects.filter(last_key=name.last_key, first_key=name.first_key)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This name is on the list already."))
        return cleaned


@admin.register(WatchedName)
class WatchedNameAdmin(AuditedAdmin):
    """Look, add, correct, remove. Adding compares all signatures, in the background."""

    form = WatchedNameForm
    list_display = ("__str__", "kind", "note", "added_by", "created_at")
    list_filter = ("kind",)
    list_select_related = ("added_by",)
    search_fields = ("first_name", "last_name", "note")
    ordering = ("last_key", "first_key")
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[WatchedName], search_term: str
    ) -> tuple[QuerySet[WatchedName], bool]:
        """Search without accents and capitals."""
        for word in search_key(search_term).split():
            queryset = queryset.filter(last_key__contains=word) | queryset.filter(
                first_key__contains=word
            )
        return queryset, False

    def save_model(self, request: HttpRequest, obj: WatchedName, form: Any, change: Any) -> None:
        """Save the name, and say where its comparison can be followed."""
        job = watch(obj, by=cast(User, request.user))
        page = reverse("admin:signatures_job_progress", args=[job.pk])
        text = _("All signatures are being compared with this name.")
        messages.info(
            request, format_html('{} <a href="{}">{}</a>', text, page, _("Follow its progress"))
        )


desk_link(
    Task.MODERATE,
    _("Watch-list: names that need a proof"),
    "admin:signatures_watchedname_changelist",
    "signatures.view_watchedname",
)
