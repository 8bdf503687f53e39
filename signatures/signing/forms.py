"""What a person types, cleaned. No rule about states lives here, and nothing is saved."""

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from appeal.models import Appeal
from appeal.publishing import category_labels
from signatures.addresses import AddressInvalidError, parse_address
from signatures.countries import country_choices
from signatures.enums import Display
from signatures.signing.names import (
    MAX_NAME_LENGTH,
    clean_line,
    validate_line,
    validate_lines,
    validate_name,
)
from signatures.signing.typos import suggest_address

EMAIL_HELP = _("Type the address in full, such as name@example.org.")
_CHANNEL = re.compile(r"[a-z0-9-]{0,40}")


class Line(forms.CharField):
    """One typed line: spaces tidied, then checked."""

    def to_python(self, value: Any) -> str:
        """Tidy before the validators look."""
        return clean_line(super().to_python(value) or "")


class Lines(forms.CharField):
    """A few typed lines, each tidied, then checked."""

    def to_python(self, value: Any) -> str:
        """Tidy before the validators look."""
        lines = (super().to_python(value) or "").splitlines()
        return "\n".join(clean_line(line) for line in lines).strip()


def line(*, required: StrOrPromise = "", length: int, name: bool = False, **attrs: str) -> Line:
    """Make a field for one line.

    Args:
        required: what to say when it is empty; without it the field is optional.
        length: characters at the most.
        name: whether it is a person's name.
        attrs: attributes of the input, such as `autocomplete`.
    """
    return Line(
        required=bool(required),
        max_length=length,
        validators=[validate_name if name else validate_line],
        error_messages={"required": required},
        widget=forms.TextInput(attrs=attrs),
    )


class EmailForm(forms.Form):
    """An address, checked for its syntax only."""

    email = forms.CharField(
        max_length=254,
        error_messages={"required": _("Type your email address.")},
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )

    @property
    def suggested_email(self) -> str:
        """The address that was probably meant; "" when nothing looks like a slip."""
        return suggest_address(str(self["email"].value() or ""))

    def clean_email(self) -> str:
        """Check the syntax; the address is kept as typed."""
        try:
            return parse_address(self.cleaned_data["email"])
        except AddressInvalidError as error:
            raise ValidationError(EMAIL_HELP, code="email") from error


class CodeForm(EmailForm):
    """The address and the six digits from the mail, typed by hand (R-77)."""

    code = forms.CharField(
        max_length=20,
        error_messages={"required": _("Type the six digits of the mail.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        """Keep the digits: people type and paste spaces."""
        digits = re.sub(r"[\s.-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise ValidationError(_("The code is the six digits of the mail."), code="code")
        return digits


class DisplayForm(forms.Form):
    """What others may see, and whether news may be sent."""

    display = forms.ChoiceField(choices=Display, widget=forms.RadioSelect)
    updates = forms.BooleanField(required=False)


class SigningForm(EmailForm):
    """The form under the letter (DESIGN §1)."""

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
    category = forms.ChoiceField(
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
        error_messages={"invalid_choice": _("Choose a country of the list.")},
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    message = Lines(
        required=False,
        max_length=500,
        validators=[validate_lines],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    display = forms.ChoiceField(
        choices=Display,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what others may see of you.")},
    )
    consent = forms.BooleanField(
        error_messages={"required": _("Tick the box: without your consent we may not count you.")}
    )
    updates = forms.BooleanField(required=False)
    age_15 = forms.BooleanField(
        error_messages={"required": _("Tick the box if you are 15 or older.")}
    )
    channel = forms.CharField(required=False, widget=forms.HiddenInput)
    # Nobody sees this field; programs fill it in.
    website = forms.CharField(required=False, widget=forms.TextInput)
    form_token = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = (
        "category",
        "first_name",
        "last_name",
        "email",
        "job_title",
        "organisation",
        "city",
        "country",
        "message",
        "display",
        "consent",
        "age_15",
        "updates",
    )

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        """Offer this appeal's categories, and the countries in the page's language."""
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        labels = category_labels(appeal, language)
        self.category_ids = {code: pk for pk, (code, _label) in labels.items()}
        category = cast(forms.ChoiceField, self.fields["category"])
        country = cast(forms.ChoiceField, self.fields["country"])
        category.choices = [("", "—"), *labels.values()]
        country.choices = country_choices(language)

    @property
    def has_more(self) -> bool:
        """Whether something stands in the fields that are folded away at first."""
        return any(self[name].errors or self[name].value() for name in ("city", "message")) or (
            self.is_bound and str(self["country"].value()) != "FR"
        )

    def offer_organisations(self, names: list[str]) -> None:
        """Offer names while somebody types the organisation; any other may be typed."""
        self.known_organisations = names
        if names:
            self.fields["organisation"].widget.attrs["list"] = "known-organisations"

    def clean_country(self) -> str:
        """No answer means France."""
        return self.cleaned_data["country"] or "FR"

    def clean_channel(self) -> str:
        """A code that is not one is dropped: it must never cost a signature."""
        channel = self.cleaned_data["channel"].lower()
        return channel if _CHANNEL.fullmatch(channel) else ""
