"""What every page asks that lets names leave the house: what for, and why (R-19, R-67)."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from signatures.desk.export_request import Purpose

SHORTEST_REASON = 10


class ExportForm(forms.Form):
    """A form for an export; what it offers of columns is the heirs' affair."""

    purpose = forms.ChoiceField(
        label=_("What the file is for"), choices=Purpose.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why, in your words"),
        help_text=_("For whom, and until when. It is kept, and mailed to the administrators."),
        min_length=SHORTEST_REASON,
        max_length=300,
    )

    def chosen_columns(self) -> Collection[str]:
        """Give the names of the columns that were ticked."""
        raise NotImplementedError

    def clean(self) -> Any:
        """Let addresses leave only for handing the appeal over (R-67)."""
        cleaned = super().clean()
        for_delivery = self.cleaned_data.get("purpose") == Purpose.DELIVERY
        if "email" in self.chosen_columns() and not for_delivery:
            self.add_error(
                None, _("Addresses are only for handing the appeal over: leave them out.")
            )
        return cleaned
