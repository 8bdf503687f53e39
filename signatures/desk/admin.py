"""The list of signatures at the desk, and the page of one."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from signatures.desk.actions import ModerationActions
from signatures.desk.downloads import ExportDownloads
from signatures.desk.filters import DayFilter, LanguageFilter
from signatures.desk.paging import BoundedPaginator
from signatures.desk.search import search_signatures
from signatures.models import ModerationDecision, Signature

EMAIL_PERMISSION = "signatures.view_email_address"


class DecisionInline(admin.TabularInline[ModerationDecision, Signature]):
    """The history on the detail page."""

    model = ModerationDecision
    fields = readonly_fields = (
        "decided_at",
        "decision",
        "reason",
        "decided_by",
        "status_before",
        "moderation_before",
    )
    ordering = ("-decided_at",)
    extra = 0
    can_delete = False
    verbose_name_plural = _("History")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Decisions are made by the actions."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who sees the signature sees its history."""
        return bool(request.user.has_perm("signatures.view_signature"))


@admin.register(Signature)
class SignatureAdmin(ModerationActions, ExportDownloads, admin.ModelAdmin[Signature]):
    """Look, search, decide, export. Nothing typed by a signatory is edited here."""

    list_display = (
        "__str__",
        "category",
        "organisation",
        "status",
        "moderation",
        "display",
        "language",
        "created_at",
    )
    list_filter = ("status", "moderation", DayFilter, LanguageFilter, "category", "appeal")
    search_fields = ("search_key",)
    search_help_text = _("Name, organisation, or a full email address.")
    sortable_by = ()
    ordering = ("-id",)
    paginator = BoundedPaginator
    show_full_result_count = False
    list_select_related = ("category",)
    list_per_page = 50
    inlines = (DecisionInline,)
    change_form_template = "admin/signatures/signature/change_form.html"

    fields = (
        "appeal",
        "version",
        "category",
        "first_name",
        "last_name",
        "email",
        "organisation",
        "job_title",
        "city",
        "country",
        "message",
        "display",
        "language",
        "channel",
        "status",
        "moderation",
        "invalidation_reason",
        "created_at",
        "verified_at",
        "invalidated_at",
        "withdrawn_at",
        "updates_consented_at",
        "consent_wording",
    )

    # --- who may do what ---------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A signature comes from its signatory."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Signature | None = None) -> bool:
        """What a person typed is theirs to change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Signature | None = None) -> bool:
        """Erasing is the signatory's right; an organiser invalidates."""
        return False

    def get_fields(self, request: HttpRequest, obj: Signature | None = None) -> Any:
        """A moderator needs no email address."""
        hidden = set() if request.user.has_perm(EMAIL_PERMISSION) else {"email"}
        return [name for name in self.fields or () if name not in hidden]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Signature], search_term: str
    ) -> tuple[QuerySet[Signature], bool]:
        """Search names; addresses too, for who may see them."""
        by_address = bool(request.user.has_perm(EMAIL_PERMISSION))
        return search_signatures(queryset, search_term, by_address=by_address), False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the buttons of the decisions to who may use them."""
        context["may_moderate"] = self.has_moderate_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)
