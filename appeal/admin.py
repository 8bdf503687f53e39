"""Appeals at the desk: the text and its versions, categories, partners."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from appeal.enums import ChangeKind
from appeal.models import Appeal, AppealText, AppealVersion, Category, CategoryLabel, Partner
from appeal.versions import NothingToPublishError, draft_next_version, publish_version


class LanguageForm(forms.ModelForm[Any]):
    """A row in one of the site's languages."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("language"))


class PartnerInline(admin.TabularInline[Partner, Appeal]):
    """The organisations that carry the appeal."""

    model = Partner
    extra = 1


class LabelInline(admin.TabularInline[CategoryLabel, Category]):
    """A category's names."""

    model = CategoryLabel
    form = LanguageForm
    extra = 0
    min_num = len(settings.LANGUAGES)


class TextInline(admin.StackedInline[AppealText, AppealVersion]):
    """The texts of a version, one for each language; fixed once published (R-57)."""

    model = AppealText
    form = LanguageForm
    extra = 0
    min_num = len(settings.LANGUAGES)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft can be edited."""
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft can get a language."""
        return _is_draft(obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft can lose one."""
        return _is_draft(obj) and super().has_delete_permission(request, obj)


def _is_draft(version: AppealVersion | None) -> bool:
    return version is None or version.published_at is None


@admin.register(Appeal)
class AppealAdmin(admin.ModelAdmin[Appeal]):
    """An appeal's dates and state."""

    list_display = ("slug", "state", "is_featured", "opens_at", "closes_at", "hearing_at", "goal")
    inlines: ClassVar = [PartnerInline]
    actions = ("draft_new_text",)

    @admin.action(description=_("Draft a new version of the text"), permissions=["change"])
    def draft_new_text(self, request: HttpRequest, queryset: QuerySet[Appeal]) -> None:
        """Copy the current text into a draft, to be corrected and published."""
        for appeal in queryset:
            draft = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
            messages.success(request, _("A draft was made: %s.") % draft)


@admin.register(AppealVersion)
class AppealVersionAdmin(admin.ModelAdmin[AppealVersion]):
    """The versions of the text; publishing is an action, not a field."""

    list_display = ("__str__", "change_kind", "published_at", "sha256")
    list_filter = ("appeal",)
    list_select_related = ("appeal",)
    readonly_fields = ("published_at", "sha256")
    inlines: ClassVar = [TextInline]
    actions = ("publish",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a draft may be thrown away."""
        return obj is not None and _is_draft(obj) and super().has_delete_permission(request, obj)

    @admin.action(description=_("Publish this version"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[AppealVersion]) -> None:
        """Publish drafts: from now on people sign them."""
        for version in queryset:
            try:
                publish_version(version=version, now=now())
            except NothingToPublishError:
                messages.error(request, _("%s has no text or is published already.") % version)
            else:
                messages.success(request, _("%s is published.") % version)


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin[Category]):
    """What people can sign as."""

    list_display = ("code", "appeal", "position")
    list_filter = ("appeal",)
    inlines: ClassVar = [LabelInline]
