"""One line of a sheet as somebody types it: cleaned, with its faults named."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal
from appeal.publishing import category_labels
from signatures.addresses import canonical_email
from signatures.folding import search_key
from signatures.signing.forms import EMAIL_HELP, EmailForm
from signatures.signing.lines import line
from signatures.signing.names import MAX_NAME_LENGTH

LABELS = {
    "last_name": _("last name"),
    "first_name": _("first name"),
    "category": _("category"),
    "city": _("city"),
    "organisation": _("organisation"),
    "email": _("email address"),
}


# Code and name of each category, by its id.
type Labels = dict[int, tuple[str, str]]


def labels_of(appeal: Appeal) -> Labels:
    """Give the categories of an appeal in the reader's language."""
    return category_labels(appeal, get_language() or settings.LANGUAGE_CODE)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line without a fault."""

    last_name: str
    first_name: str
    category_id: int
    city: str = ""
    organisation: str = ""
    email: str = ""

    @property
    def name_key(self) -> str:
        """Give the name as it is compared."""
        return search_key(self.last_name, self.first_name)

    def as_fields(self) -> dict[str, Any]:
        """Give the columns of `PaperSignature`."""
        return {
            "last_name": self.last_name,
            "first_name": self.first_name,
            "category_id": self.category_id,
            "city": self.city,
            "organisation": self.organisation,
            "email": self.email,
            "canonical_email": canonical_email(self.email) if self.email else "",
            "name_key": self.name_key,
        }


class EntryForm(EmailForm):
    """A line: a name and a category; what else stands on the sheet, if it does."""

    last_name = line(required=_("Type the last name."), length=MAX_NAME_LENGTH, name=True)
    first_name = line(required=_("Type the first name."), length=MAX_NAME_LENGTH, name=True)
    category = forms.ChoiceField(
        error_messages={
            "required": _("Choose a category."),
            "invalid_choice": _("No category of this appeal is called so."),
        }
    )
    city = line(length=80)
    organisation = line(length=160)

    field_order = ("last_name", "first_name", "category", "city", "organisation", "email")

    def __init__(self, *args: Any, labels: Labels, **kwargs: Any) -> None:
        """Offer the categories of `labels`, which many forms share."""
        super().__init__(*args, **kwargs)
        self.category_ids = {code: pk for pk, (code, _label) in labels.items()}
        category = self.fields["category"]
        assert isinstance(category, forms.ChoiceField)  # noqa: S101 -- for the type checker
        category.choices = [("", "—"), *labels.values()]
        self.fields["email"].required = False
        for name, label in LABELS.items():
            self.fields[name].label = label

    def clean_email(self) -> str:
        """An address is rare on paper; one that is there must be one."""
        if not self.cleaned_data["email"].strip():
            return ""
        try:
            return super().clean_email()
        except ValidationError as error:
            raise ValidationError(EMAIL_HELP, code="email") from error

    @property
    def is_empty(self) -> bool:
        """Whether nobody typed a name: a row of the page that was not needed."""
        return not any(self[name].value() for name in ("last_name", "first_name", "email"))

    def entry(self) -> Entry:
        """Give the line, once it is valid."""
        values = dict(self.cleaned_data)
        return Entry(category_id=self.category_ids[values.pop("category")], **values)
