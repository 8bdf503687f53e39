"""Appeals at the desk: dates and state, the text and its versions, categories."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.audited import AuditedAdmin
from accounts.desk_links import Task, desk_link
from appeal.enums import AppealState, ChangeKind
from appeal.inlines import InEachLanguage, LabelInline, PartnerInline, TextInline, is_draft
from appeal.models import Appeal, AppealVersion, Category
from appeal.publishing import NoAppealError, current_version
from appeal.versions import NothingToPublishError, draft_next_version, preview, publish_version

EVERYWHERE = [admin.ActionLocation.CHANGE_LIST, admin.ActionLocation.CHANGE_FORM]


@admin.register(Appeal)
class AppealAdmin(AuditedAdmin):
    """An appeal's dates and state."""

    list_display = ("slug", "state", "is_featured", "opens_at", "closes_at", "hearing_at", "goal")
    inlines: ClassVar = [PartnerInline]
    actions = ("draft_new_text",)

    def save_model(self, request: HttpRequest, obj: Appeal, form: Any, change: Any) -> None:
        """Warn when visitors would find nothing."""
        super().save_model(request, obj, form, change)
        try:
            current_version(obj)
        except NoAppealError:
            if obj.state != AppealState.DRAFT:
                text = _("No text of %s is published: visitors find nothing before one is.")
                messages.warning(request, text % obj)

    @admin.action(
        description=_("Draft a new version of the text"),
        permissions=["change"],
        location=EVERYWHERE,
    )
    def draft_new_text(self, request: HttpRequest, queryset: QuerySet[Appeal]) -> None:
        """Copy the current text into a draft, to be corrected and published."""
        for appeal in queryset:
            draft = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
            page = reverse("admin:appeal_appealversion_change", args=[draft.pk])
            link = format_html('<a href="{}">{}</a>', page, draft)
            messages.success(request, format_html(gettext("A draft was made: {}."), link))


@admin.register(AppealVersion)
class AppealVersionAdmin(InEachLanguage, AuditedAdmin):
    """The versions of the text; drafts come from an appeal's action, publishing is another."""

    list_display = ("__str__", "change_kind", "published_at", "sha256")
    list_filter = ("appeal",)
    list_select_related = ("appeal",)
    ordering = ("appeal", "-number")
    fields = ("appeal", "number", "change_kind", "published_at", "sha256")
    readonly_fields = ("appeal", "number", "published_at", "sha256")
    inlines: ClassVar = [TextInline]
    actions = ("publish",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The next version is drafted from its appeal, which knows its number."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AppealVersion | None = None) -> bool:
        """Only a draft may be corrected; the database says the same (R-57)."""
        return is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: AppealVersion | None = None) -> bool:
        """Only a draft may be thrown away, and only from its page."""
        return obj is not None and is_draft(obj) and super().has_delete_permission(request, obj)

    @admin.action(
        description=_("Publish this version…"), permissions=["change"], location=EVERYWHERE
    )
    def publish(
        self, request: HttpRequest, queryset: QuerySet[AppealVersion]
    ) -> HttpResponse | None:
        """Show the letter as visitors will read it; then publish it for good."""
        if "confirmed" not in request.POST:
            return self._ask(request, queryset)
        for version in queryset:
            try:
                publish_version(version=version, now=now())
            except NothingToPublishError:
                messages.error(request, _("%s has no text or is published already.") % version)
            else:
                messages.success(request, _("%s is published.") % version)
        return None

    def _ask(self, request: HttpRequest, queryset: QuerySet[AppealVersion]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish this version"),
            "opts": self.opts,
            "versions": [(version, preview(version)) for version in queryset],
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/appeal/appealversion/publish.html", context)


@admin.register(Category)
class CategoryAdmin(InEachLanguage, AuditedAdmin):
    """What people can sign as."""

    list_display = ("code", "appeal", "position")
    list_filter = ("appeal",)
    list_select_related = ("appeal",)
    ordering = ("appeal", "position", "pk")
    inlines: ClassVar = [LabelInline]


desk_link(
    Task.PUBLISH, _("Appeals: dates, state"), "admin:appeal_appeal_changelist", "appeal.view_appeal"
)
desk_link(
    Task.PUBLISH,
    _("Texts and their versions"),
    "admin:appeal_appealversion_changelist",
    "appeal.view_appealversion",
)
desk_link(
    Task.PUBLISH,
    _("Categories of signatories"),
    "admin:appeal_category_changelist",
    "appeal.view_category",
)
