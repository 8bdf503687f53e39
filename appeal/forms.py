"""The forms with which an appeal is started, written and published."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from appeal.enums import ChangeKind
from appeal.models import Appeal, AppealText, AppealVersion
from appeal.titles import titled


class StartForm(forms.ModelForm[Appeal]):
    """The little that an appeal needs to exist."""

    like = forms.ModelChoiceField(
        queryset=titled().order_by("-created_at"),
        required=False,
        label=_("Categories of signatories as in"),
        empty_label=_("none: I will write them"),
    )

    class Meta:
        model = Appeal
        fields = ("slug", "publisher", "contact_email")
        help_texts = {"slug": _("The end of its address, such as: our-hospital.")}


class TextForm(forms.ModelForm[AppealText]):
    """The text in one language; a language may wait, and is then left empty."""

    class Meta:
        model = AppealText
        fields = ("title", "short_title", "summary", "body")
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4}),
            "body": forms.Textarea(attrs={"rows": 22}),
        }

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].required = False
            self.fields[name].widget.attrs["lang"] = language


class LetterForms:
    """The text in every language of the site, side by side."""

    def __init__(self, version: AppealVersion, data: Mapping[str, str] | None = None) -> None:
        texts = {text.language: text for text in version.texts.all()}
        self.forms = {
            code: TextForm(
                data,
                instance=texts.get(code) or AppealText(version=version, language=code),
                prefix=code,
                language=code,
            )
            for code, _name in settings.LANGUAGES
        }

    def is_valid(self) -> bool:
        """Whether every language may be stored."""
        # Each is looked at, so that each shows its own faults.
        faults = [form.errors for form in self.forms.values()]
        return not any(faults)

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """What was typed, cleaned, for `writing.write_texts`."""
        return {code: form.cleaned_data for code, form in self.forms.items()}


class PublishForm(forms.Form):
    """How the new text differs from the one that people have signed."""

    change_kind = forms.ChoiceField(
        label=_("What kind of change is this?"),
        widget=forms.RadioSelect,
        choices=[
            (ChangeKind.CORRECTION, _("A correction: spelling, a date, a word; same meaning")),
            (ChangeKind.SUBSTANTIAL, _("A substantial change: what people agree to is different")),
        ],
    )
