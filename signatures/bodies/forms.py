"""What a representative types for an organisation, cleaned; and the form as it came back."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal
from signatures.bodies.request import BodyEntry
from signatures.enums import OrganisationKind
from signatures.signing.forms import EmailForm
from signatures.signing.lines import Lines, line
from signatures.signing.names import validate_lines
from signatures.signing.person_form import NameForm
from signatures.signing.submission import Sent

_KIND_WANTED = _("Choose what sort of organisation it is.")


class Homepage(forms.URLField):
    """A web address; most people type it without https://."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self) -> None:
        super().__init__(
            required=False,
            max_length=200,
            assume_scheme="https",
            error_messages={"invalid": _("Type an address such as example.org, or leave it out.")},
            # Not type=url: browsers would refuse what we understand.
            widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
        )


class BodyForm(NameForm, EmailForm):
    """The form for organisations: no file, no cookie, no script."""

    organisation = line(
        required=_("Type the name of the organisation."), length=160, autocomplete="organization"
    )
    kind = forms.ChoiceField(
        choices=[("", _("Choose…")), *OrganisationKind.choices],
        error_messages={"required": _KIND_WANTED, "invalid_choice": _KIND_WANTED},
    )
    homepage = Homepage()
    role = line(
        required=_("Type what you are in this organisation."),
        length=120,
        autocomplete="organization-title",
    )
    mandate = Lines(
        max_length=500,
        validators=[validate_lines],
        error_messages={"required": _("Say in a sentence who gave you the mandate.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    authorised = forms.BooleanField(
        error_messages={
            "required": _(
                "Tick the box if you may sign for the organisation; else sign as a person."
            )
        }
    )
    consent = forms.BooleanField(
        error_messages={
            "required": _("Tick the box: without your consent we may not keep what you typed.")
        }
    )
    # Nobody sees this field; programs fill it in.
    website = forms.CharField(required=False, widget=forms.TextInput)
    form_token = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = (
        "organisation",
        "kind",
        "homepage",
        "first_name",
        "last_name",
        "role",
        "email",
        "mandate",
        "authorised",
        "consent",
    )

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.appeal = appeal


class BodySubmission(Sent, BodyForm):
    """The form for organisations as somebody sent it."""

    def entry(self, language: str) -> BodyEntry:
        """Give what was typed, for `ask_to_sign`."""
        data = self.cleaned_data
        return BodyEntry(
            name=data["organisation"],
            kind=OrganisationKind(data["kind"]),
            homepage=data["homepage"],
            first_name=data["first_name"],
            last_name=data["last_name"],
            role=data["role"],
            email=data["email"],
            mandate=data["mandate"],
            language=language,
        )
