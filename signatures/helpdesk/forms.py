"""What is typed at the mail desk."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """A full address, or a name. Posted: an address has no place in an address bar."""

    who = forms.CharField(
        max_length=254,
        label=_("Email address in full, or name"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
