"""The list of signatures at the desk, and the page of one."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.desk_links import Task, desk_link
from accounts.lists import BoundedList
from accounts.read_only import ReadOnly
from appeal.titles import AppealFilter
from signatures.desk.actions import ModerationActions
from signatures.desk.columns import EMAIL_PERMISSION, SignatureColumns
from signatures.desk.downloads import ExportDownloads
from signatures.desk.filters import (
    CategoryFilter,
    DayFilter,
    LanguageFilter,
    OrganisationFilter,
    UnusualFilter,
)
from signatures.desk.queue_pages import QueuePages
from signatures.desk.release_pages import ReleasePages
from signatures.desk.search import search_signatures
from signatures.models import ModerationDecision, Signature


class DecisionInline(admin.TabularInline[ModerationDecision, Signature]):
    """The history on the detail page."""

    model = ModerationDecision
    template = "admin/signatures/signature/history.html"
    ordering = ("-decided_at", "-pk")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModerationDecision]:
        """Fetch who decided along with the decision."""
        return super().get_queryset(request).select_related("decided_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Decisions are made by the actions."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was decided stays on record."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who sees the signature sees its history."""
        return bool(request.user.has_perm("signatures.view_signature"))


@admin.register(Signature)
class SignatureAdmin(
    ReadOnly,
    QueuePages,
    ReleasePages,
    ModerationActions,
    ExportDownloads,
    SignatureColumns,
    BoundedList,
):
    """Look, search, decide, export."""

    # What somebody typed is theirs to give, to change and to erase: organisers invalidate.
    list_filter = (
        "status",
        "moderation",
        DayFilter,
        LanguageFilter,
        CategoryFilter,
        OrganisationFilter,
        UnusualFilter,
        ("appeal", AppealFilter),
    )
    search_fields = ("search_key",)
    ordering = ("-created_at", "-pk")
    inlines = (DecisionInline,)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Signature], search_term: str
    ) -> tuple[QuerySet[Signature], bool]:
        """Search names; addresses too, for who may see them."""
        by_address = bool(request.user.has_perm(EMAIL_PERMISSION))
        return search_signatures(queryset, search_term, by_address=by_address), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Say what can be searched for, which depends on who searches."""
        changes = super().get_changelist_instance(request)
        by_address = request.user.has_perm(EMAIL_PERMISSION)
        changes.search_help_text = str(
            _("Name, organisation, or a full email address.")
            if by_address
            else _("Name or organisation.")
        )
        return changes


_LIST, _SEE = "admin:signatures_signature_changelist", "signatures.view_signature"
desk_link(Task.MODERATE, _("Held signatures"), _LIST, _SEE, "moderation__exact=held")
desk_link(Task.MODERATE, _("All signatures: search, filter, decide"), _LIST, _SEE)
desk_link(
    Task.FIGURES,
    _("Export a list of signatures"),
    "admin:signatures_signature_export",
    "signatures.export_personal_data",
)
