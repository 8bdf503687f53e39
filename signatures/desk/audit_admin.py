"""The record of what staff did, at the desk: search it, read it, take it away as CSV (R-19)."""

import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.audit import fold
from accounts.desk_links import Task, desk_link
from accounts.lists import BoundedList
from accounts.models import AuditEntry, User
from accounts.read_only import ReadOnly
from accounts.reauthentication import recently_proved, require_fresh_proof
from signatures.desk.audit_export import stream_audit
from signatures.desk.audit_words import act_words, acts_that_say, kind_words
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


def acts_on_record() -> list[str]:
    """Give the code of each act there is."""
    with connection.cursor() as cursor:
        cursor.execute(DISTINCT_ACTS)
        return [act for (act,) in cursor.fetchall()]


class ActFilter(admin.SimpleListFilter):
    """By what was done."""

    title = _("what")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the acts that are on record, by what they are called."""
        return sorted(((act, act_words(act)) for act in acts_on_record()), key=lambda one: one[1])

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
class AuditEntryAdmin(ReadOnly, BoundedList):
    """Look and search. Nobody adds, changes or deletes; nor could they."""

    # Read only: acts put themselves on record; the database refuses the rest.

    list_display = ("at", "who", "what", "what_to", "session")
    list_filter = (AuditDayFilter, PersonFilter, ActFilter)
    list_select_related = ("by",)
    search_fields = ("search_key",)
    search_help_text = _("Any words of who, what and what to: olga published.")
    ordering = ("-at", "-pk")
    fields = ("at", "who", "what", "what_to", "before_shown", "after_shown", "session")
    readonly_fields = fields
    change_list_template = "admin/accounts/auditentry/change_list.html"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Title the page by what was done and what to, as the list says it."""
        entry = context["original"]
        context["called"] = " – ".join(filter(None, [act_words(entry.act), self.what_to(entry)]))
        return super().render_change_form(request, context, *args, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """Find each word anywhere in who, what (its code or its words) and what to."""
        words = fold(search_term).split()
        acts = acts_on_record() if words else []
        for word in words:
            said = acts_that_say(word, acts)
            queryset = queryset.filter(Q(search_key__contains=word) | Q(act__in=said))
        return queryset, False

    @admin.display(description=_("who"))
    def who(self, entry: AuditEntry) -> str:
        """Name the person by the address, which is one person's."""
        return entry.by.email if entry.by else str(_("a rule, the schedule or a command"))

    @admin.display(description=_("what"), ordering="act")
    def what(self, entry: AuditEntry) -> str:
        """Say the act in words, with the code by which programs know it."""
        return format_html("{} <code>{}</code>", act_words(entry.act), entry.act)

    @admin.display(description=_("target"))
    def what_to(self, entry: AuditEntry) -> str:
        """Name the target as people called it then, with its kind and number."""
        if not entry.target_type:
            return entry.target_label
        kind = kind_words(entry.target_type)
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
        view = self.admin_site.admin_view(self.export)
        return [path("export/", view, name="accounts_auditentry_export"), *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with what the list shows, all of it, as CSV; to a button and a fresh proof."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST" and not recently_proved(request):
            # Taken up by itself, the file would leave the page that asks for a proof in view.
            return HttpResponseRedirect(request.get_full_path())
        require_fresh_proof(request)
        if request.method != "POST":
            # From the page that asked for a proof: the button is beside the list.
            messages.info(request, _("Thank you. Now press “This list as CSV” again."))
            page = reverse("admin:accounts_auditentry_changelist")
            return HttpResponseRedirect(f"{page}?{request.GET.urlencode()}")
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
    shown = "\n".join(
        f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in sorted(values.items())
    )
    return format_html('<pre class="record">{}</pre>', shown or "–")


desk_link(Task.WATCH, _("Audit"), "admin:accounts_auditentry_changelist", VIEW)
