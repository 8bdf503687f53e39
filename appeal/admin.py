"""Appeals at the desk: dates and state, the text and its versions, categories."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.audited import AuditedAdmin
from accounts.desk_links import Task, desk_link
from appeal.colours import looks_wrong
from appeal.inlines import InEachLanguage, LabelInline, PartnerInline, TextInline, is_draft
from appeal.legal_inlines import LEGAL
from appeal.life_desk import LifePages
from appeal.models import Appeal, AppealVersion, Category
from appeal.story_inlines import STORY
from appeal.text_desk import TextPages
from appeal.titles import AppealFilter, NamesAppeals, titled

_RED = _(
    "This colour is close to the red of mistakes: buttons and names may look like warnings. "
    "It is stored; another hue would be clearer."
)


@admin.register(Appeal)
class AppealAdmin(LifePages):
    """An appeal's dates and partners; its state moves on the page of its life."""

    list_display = (
        "__str__", "slug", "life", "state", "is_featured", "opens_at", "closes_at", "hearing_at",
    )  # fmt: skip
    readonly_fields = ("state", "is_featured")
    inlines: ClassVar = [PartnerInline, *STORY, *LEGAL]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        """Name each by its title."""
        return titled()

    @admin.display(description=_("steps"))
    def life(self, appeal: Appeal) -> str:
        """Lead to what comes next."""
        page = reverse("admin:appeal_appeal_life", args=[appeal.pk])
        return format_html('<a href="{}">{}</a>', page, gettext("Steps and state"))

    def save_model(self, request: HttpRequest, obj: Appeal, form: Any, change: Any) -> None:
        """Store it, and say when its colour is the one of mistakes."""
        super().save_model(request, obj, form, change)
        if "accent" in form.changed_data and looks_wrong(obj.accent):
            messages.warning(request, _RED)

    def response_change(self, request: HttpRequest, obj: Appeal) -> HttpResponse:
        """Go back to the steps when the dates are stored."""
        if "_continue" in request.POST:
            return super().response_change(request, obj)
        messages.success(request, _("The dates and partners are stored."))
        return HttpResponseRedirect(reverse("admin:appeal_appeal_life", args=[obj.pk]))


@admin.register(AppealVersion)
class AppealVersionAdmin(TextPages, NamesAppeals):
    """The versions of the text; the next one is drafted from its appeal's page."""

    list_display = ("__str__", "change_kind", "published_at", "sha256")
    list_filter = (("appeal", AppealFilter),)
    ordering = ("appeal", "-number")
    fields = ("appeal", "number", "change_kind", "published_at", "sha256")
    readonly_fields = fields
    inlines: ClassVar = [TextInline]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Write a draft on its own page; look at a published text on this one."""
        version = self.get_object(request, object_id)
        if version is not None and self.has_change_permission(request, version):
            page = reverse("admin:appeal_appealversion_write", args=[version.pk])
            return HttpResponseRedirect(page)
        return super().change_view(request, object_id, form_url, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The next version is drafted from its appeal, which knows its number."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AppealVersion | None = None) -> bool:
        """Only a draft may be corrected; the database says the same (R-57)."""
        return is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: AppealVersion | None = None) -> bool:
        """Only a draft may be thrown away, and only from its page."""
        return obj is not None and is_draft(obj) and super().has_delete_permission(request, obj)


@admin.register(Category)
class CategoryAdmin(InEachLanguage, AuditedAdmin, NamesAppeals):
    """What people can sign as."""

    list_display = ("code", "appeal", "position")
    list_filter = (("appeal", AppealFilter),)
    ordering = ("appeal", "position", "pk")
    inlines: ClassVar = [LabelInline]


desk_link(
    Task.PUBLISH,
    _("Appeals: steps, dates, state"),
    "admin:appeal_appeal_changelist",
    "appeal.view_appeal",
    is_first=True,
)
desk_link(
    Task.PUBLISH,
    _("Publish a new appeal"),
    "admin:appeal_appeal_add",
    "appeal.add_appeal",
    is_first=True,
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
