"""What an organiser types about an organisation, cleaned."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeal.images import LOGO, ImageRefusedError, store_image
from signatures.models import Organisation, OrganisationDomain
from signatures.organisations.domains import DomainRefusedError, clean_domain
from signatures.organisations.identifiers import IdentifierRefusedError, clean_ror, clean_siren


class OrganisationForm(forms.ModelForm[Organisation]):
    """A record; its numbers are checked, its logo is made anew."""

    # People paste them with spaces, and a ROR identifier with its whole address.
    siren = forms.CharField(
        label=_("SIREN"), required=False, max_length=20, help_text=_("Nine digits.")
    )
    ror = forms.CharField(
        label=_("ROR"),
        required=False,
        max_length=40,
        help_text=_("For a research organisation: its address at ror.org, or the end of it."),
    )
    logo_file = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, up to 2 MB. Choose a file to put another in its place."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    remove_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    class Meta:
        model = Organisation
        fields = ("name", "english_name", "kind", "siren", "ror")

    def clean_siren(self) -> str:
        """Check the digits."""
        typed = self.cleaned_data["siren"]
        try:
            return clean_siren(typed) if typed else ""
        except IdentifierRefusedError as error:
            raise ValidationError(str(error), code="siren") from error

    def clean_ror(self) -> str:
        """Check the figures at the end."""
        typed = self.cleaned_data["ror"]
        try:
            return clean_ror(typed) if typed else ""
        except IdentifierRefusedError as error:
            raise ValidationError(str(error), code="ror") from error

    def clean_logo_file(self) -> Any:
        """Make the picture anew; nothing of the upload is kept."""
        file = self.cleaned_data["logo_file"]
        if file is None:
            return None
        try:
            return store_image(file, within=LOGO)
        except ImageRefusedError as error:
            raise ValidationError(str(error), code="image") from error

    def save(self, commit: bool = True) -> Organisation:  # noqa: FBT001, FBT002 -- Django's own
        """Put the new logo on the record."""
        if self.cleaned_data.get("logo_file"):
            self.instance.logo = self.cleaned_data["logo_file"]
        elif self.cleaned_data.get("remove_logo"):
            self.instance.logo = None
        return super().save(commit)


class DomainForm(forms.ModelForm[OrganisationDomain]):
    """A domain, kept as addresses are compared with it."""

    class Meta:
        model = OrganisationDomain
        fields = ("domain",)

    def clean_domain(self) -> str:
        """Refuse what cannot be one organisation's own."""
        try:
            return clean_domain(self.cleaned_data["domain"])
        except DomainRefusedError as error:
            raise ValidationError(str(error), code="domain") from error
