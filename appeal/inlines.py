"""What hangs on an appeal, a version or a category and is edited on its page."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, AppealText, AppealVersion, CategoryLabel, Partner


def is_draft(version: AppealVersion | None) -> bool:
    """Say whether the text may still be written."""
    return version is None or version.published_at is None


class LanguageForm(forms.ModelForm[Any]):
    """A row in one of the site's languages."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language"))


class LanguageInline(admin.StackedInline[Any, Any]):
    """Rows of which each language has one; those that lack are offered."""

    form = LanguageForm
    max_num = len(settings.LANGUAGES)

    def missing(self, obj: Model | None) -> list[str]:
        """List the languages that have no row yet, in the site's order."""
        there: set[str] = set()
        if obj is not None and obj.pk is not None:
            rows = self.model._default_manager.filter(**{self.fk_name or "": obj})  # noqa: SLF001
            there = set(rows.values_list("language", flat=True))
        return [code for code, _name in settings.LANGUAGES if code not in there]

    def get_extra(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> int:
        """Offer an empty form for each language that lacks."""
        return len(self.missing(obj))


class InEachLanguage(admin.ModelAdmin[Any]):
    """Fills the language into the empty forms of a `LanguageInline`."""

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Begin each empty form with the language it is meant for."""
        arguments: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, LanguageInline):
            arguments["initial"] = [{"language": code} for code in inline.missing(obj)]
        return arguments


class PartnerInline(admin.StackedInline[Partner, Appeal]):
    """The organisations that carry the appeal."""

    model = Partner
    extra = 0


class LabelInline(LanguageInline):
    """A category's names; without one in every language, a page would show its code."""

    model = CategoryLabel
    fk_name = "category"
    min_num = len(settings.LANGUAGES)

    def get_extra(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> int:
        """The languages that lack are among the required ones already."""
        return 0


class TextInline(LanguageInline):
    """The texts of a published version, to be looked at (R-57)."""

    model = AppealText
    fk_name = "version"
    extra = 0
    can_delete = False

    def get_extra(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> int:
        """Offer nothing: a draft is written on its own page."""
        return 0

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing here changes."""
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is added."""
        return False
