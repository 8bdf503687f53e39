"""What somebody says of oneself: at signing, and when correcting it later."""

from functools import cache, cached_property
from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal
from appeal.publishing import category_labels
from signatures.countries import country_choices
from signatures.departments import department_choices
from signatures.signing.lines import Lines, line
from signatures.signing.names import MAX_NAME_LENGTH, validate_lines


class CategoryField(forms.ChoiceField):
    """What somebody signs as. Checking needs the codes; the labels are read to be shown."""

    def offer(self, appeal: Appeal, language: str) -> None:
        """Offer the categories of `appeal`, labelled in `language`."""
        self._appeal = appeal
        empty = ("", _("Choose…"))
        self.choices = cache(lambda: [empty, *category_labels(appeal, language).values()])

    @cached_property
    def ids(self) -> dict[str, int]:
        """The id of each code."""
        return dict(self._appeal.categories.values_list("code", "pk"))

    def valid_value(self, value: Any) -> bool:
        """Look for the code among the appeal's."""
        return value in self.ids


class NameForm(forms.Form):
    """The name of whoever signs, also for an organisation."""

    first_name = line(
        required=_("Type your first name."),
        length=MAX_NAME_LENGTH,
        name=True,
        autocomplete="given-name",
    )
    last_name = line(
        required=_("Type your last name."),
        length=MAX_NAME_LENGTH,
        name=True,
        autocomplete="family-name",
    )


class PersonForm(NameForm):
    """Who signs, as what, from where, and a word to the organisers."""

    category = CategoryField(
        error_messages={
            "required": _("Choose what you sign as."),
            "invalid_choice": _("Choose what you sign as."),
        }
    )
    organisation = line(length=160, autocomplete="organization")
    job_title = line(length=120, autocomplete="organization-title")
    city = line(length=80, autocomplete="address-level2")
    country = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": _("Choose a country from the list.")},
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    department = forms.ChoiceField(
        required=False,
        choices=[("", "—"), *department_choices()],
        error_messages={"invalid_choice": _("Choose a department from the list.")},
    )
    message = Lines(
        required=False,
        max_length=500,
        validators=[validate_lines],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        """Offer this appeal's categories, and the countries in the page's language."""
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        cast(CategoryField, self.fields["category"]).offer(appeal, language)
        country = cast(forms.ChoiceField, self.fields["country"])
        country.choices = country_choices(language)
        self.asks_department = appeal.asks_department

    @property
    def category_id(self) -> int:
        """The category that was chosen; of a form that is valid."""
        return cast(CategoryField, self.fields["category"]).ids[self.cleaned_data["category"]]

    def offer_organisations(self, names: list[str]) -> None:
        """Offer names while somebody types the organisation; any other may be typed."""
        self.known_organisations = names
        if names:
            self.fields["organisation"].widget.attrs["list"] = "known-organisations"

    def clean_country(self) -> str:
        """No answer means France."""
        return self.cleaned_data["country"] or "FR"

    def clean_department(self) -> str:
        """Who signs from abroad has none, whatever stands in the list."""
        is_home = self.cleaned_data.get("country") == "FR"
        return str(self.cleaned_data["department"]) if is_home else ""
