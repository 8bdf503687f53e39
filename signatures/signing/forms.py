"""What a person types, cleaned. No rule about states lives here, and nothing is saved."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from signatures.addresses import AddressInvalidError, parse_address
from signatures.enums import Display
from signatures.signing.person_form import PersonForm
from signatures.signing.typos import suggest_address

EMAIL_HELP = _("Type the address in full, such as name@example.org.")
# One sentence for all, so that nobody learns of an address what is known of it.
WRONG_CODE = _(
    "This code does not fit this address, is too old, or was tried too often. Check both, or "
    "open the link in the email."
)
_CHANNEL = re.compile(r"[a-z0-9-]{0,40}")


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
        error_messages={"required": _("Type the six digits from the email.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        """Keep the digits: people type and paste spaces."""
        digits = re.sub(r"[\s.-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise ValidationError(_("The code is the six digits in the email."), code="code")
        return digits


class DisplayForm(forms.Form):
    """What others may see, and whether news may be sent."""

    display = forms.ChoiceField(choices=Display, widget=forms.RadioSelect)
    updates = forms.BooleanField(required=False)


class SigningForm(PersonForm, EmailForm):
    """The form under the letter."""

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
        error_messages={
            "required": _(
                "Tick the box if you are 15 or older. Under 15 one cannot sign here; nothing of "
                "what you typed was kept."
            )
        }
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
        "department",
        "message",
        "display",
        "consent",
        "age_15",
        "updates",
    )

    @property
    def has_more(self) -> bool:
        """Whether something stands in the fields that are folded away at first."""
        folded = ("city", "department", "message")
        return any(self[name].errors or self[name].value() for name in folded) or (
            self.is_bound and str(self["country"].value()) != "FR"
        )

    def clean_department(self) -> str:
        """Take no answer to what was not asked."""
        return super().clean_department() if self.asks_department else ""

    def clean_channel(self) -> str:
        """A code that is not one is dropped: it must never cost a signature."""
        channel = self.cleaned_data["channel"].lower()
        return channel if _CHANNEL.fullmatch(channel) else ""
