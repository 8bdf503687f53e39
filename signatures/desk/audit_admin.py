"""The record of what staff did, at the desk: search it, read it, take it away as CSV (R-19)."""

import json
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.audit import fold
from accounts.desk_links import Task, desk_link
from accounts.lists import BoundedList
from accounts.models import AuditEntry, User
from accounts.reauthentication import fresh_proof_required
from signatures.desk.audit_export import stream_audit
from signatures.desk.filters import DayFilter

VIEW = "accounts.view_auditentry"
# One step of the index for each act there is, however many entries it has.
DISTINCT_ACTS = """
WITH RECURSIVE step AS (
    (SELECT act FROM accounts_auditentry ORDER BY act LIMIT 1)
    UNION ALL
    SELECT (SELECT act FROM accounts_auditentry WHERE act > step.act ORDER BY act LIMIT 1)
    FROM step WHERE step.act IS NOT NULL
)
SELECT act FROM step WHERE act IS NOT NULL
"""


class ActFilter(admin.SimpleListFilter):
    """By what was done."""

    title = _("what")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the acts that are on record."""
        with connection.cursor() as cursor:
            cursor.execute(DISTINCT_ACTS)
            return [(act, act) for (act,) in cursor.fetchall()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        """Keep one act."""
        return queryset.filter(act=self.value()) if self.value() else queryset


class PersonFilter(admin.SimpleListFilter):
    """By who did it."""

    title = _("who")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer every member of staff, past ones too."""
        people = User.objects.order_by("email").values_list("pk", "email")
        return [(str(pk), email) for pk, email in people]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry]
    ) -> QuerySet[AuditEntry]:
        """Keep what one person did."""
        chosen = self.value()
        if not chosen:
            return queryset
        return queryset.filter(by=int(chosen)) if chosen.isdecimal() else queryset.none()


class AuditDayFilter(DayFilter):
    """By the day on which it was done."""

    title = _("day")
    moment = "at"


@admin.register(AuditEntry)
class AuditEntryAdmin(BoundedList):
    """Look and search. Nobody adds, changes or deletes; nor could they."""

    list_display = ("at", "who", "act", "what_to", "session")
    list_filter = (AuditDayFilter, PersonFilter, ActFilter)
    list_select_related = ("by",)
    search_fields = ("search_key",)
    search_help_text = _("Any words of who, what and what to: olga publish.")
    ordering = ("-at", "-pk")
    fields = ("at", "who", "act", "what_to", "before_shown", "after_shown", "session")
    readonly_fields = fields
    change_list_template = "admin/accounts/auditentry/change_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Acts put themselves on record."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The database refuses it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The database refuses it."""
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """Find each word anywhere in who, what and what to."""
        for word in fold(search_term).split():
            queryset = queryset.filter(search_key__contains=word)
        return queryset, False

    @admin.display(description=_("who"))
    def who(self, entry: AuditEntry) -> str:
        """Name the person by the address, which is one person's."""
        return entry.by.email if entry.by else str(_("a rule, the schedule or a command"))

    @admin.display(description=_("target"))
    def what_to(self, entry: AuditEntry) -> str:
        """Name the target as people called it then, with its kind and number."""
        if not entry.target_type:
            return entry.target_label
        kind = entry.target_type.partition(".")[2]
        return f"{entry.target_label} ({kind} {entry.target_id})".strip()

    @admin.display(description=_("before"))
    def before_shown(self, entry: AuditEntry) -> str:
        """Show what was, one line for each thing."""
        return _lines(entry.before)

    @admin.display(description=_("after"))
    def after_shown(self, entry: AuditEntry) -> str:
        """Show what is."""
        return _lines(entry.after)

    def get_urls(self) -> list[URLPattern]:
        """Put the file before Django's own pages."""
        view = self.admin_site.admin_view(require_POST(self.export))
        return [path("export/", view, name="accounts_auditentry_export"), *super().get_urls()]

    @fresh_proof_required
    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        """Answer with what the list shows, all of it, as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).get_queryset(request)
        name = f"audit-{localdate().isoformat()}.csv"
        return StreamingHttpResponse(
            stream_audit(rows, filters=request.GET.urlencode()),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
            },
        )


def _lines(values: dict[str, Any]) -> str:
    shown = json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True) if values else "–"
    return format_html('<pre class="record">{}</pre>', shown)


desk_link(Task.WATCH, _("Audit"), "admin:accounts_auditentry_changelist", VIEW)
