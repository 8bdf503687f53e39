"""What hangs on an appeal, a version or a category and is edited on its page."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from appeal.images import LOGO, ImageRefusedError, store_image
from appeal.models import (
    Appeal,
    AppealText,
    AppealVersion,
    CategoryLabel,
    Partner,
    StoredImage,
)


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


class PartnerForm(forms.ModelForm[Partner]):
    """A partner; the logo is made anew from what is uploaded (R-51)."""

    logo_file = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, up to 2 MB. Choose a file to put another in its place."),
    )
    remove_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    class Meta:
        model = Partner
        fields = ("name", "url", "position")

    def clean_logo_file(self) -> StoredImage | None:
        """Decode the picture and store what is shown of it."""
        file = self.cleaned_data["logo_file"]
        if not file:
            return None
        try:
            return store_image(file, within=LOGO)
        except ImageRefusedError as error:
            raise ValidationError(str(error)) from error

    def save(self, commit: bool = True) -> Partner:  # noqa: FBT001, FBT002 -- Django's signature
        """Put the new logo on the partner."""
        if self.cleaned_data.get("logo_file"):
            self.instance.logo = self.cleaned_data["logo_file"]
        elif self.cleaned_data.get("remove_logo"):
            self.instance.logo = None
        return super().save(commit)


class PartnerInline(admin.StackedInline[Partner, Appeal]):
    """The organisations that carry the appeal."""

    model = Partner
    form = PartnerForm
    fields = ("name", "url", "position", "logo_shown", "logo_file", "remove_logo")
    readonly_fields = ("logo_shown",)
    extra = 0

    @admin.display(description=_("logo now"))
    def logo_shown(self, partner: Partner) -> str:
        """Show the logo as the public sees it."""
        logo = partner.logo
        if logo is None:
            return "–"
        picture = '<img src="{}" width="{}" height="{}" alt="" class="logo-shown">'
        return format_html(picture, logo.url, str(logo.width), str(logo.height))


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
