"""What somebody at the desk says to freeze a figure."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appeal.titles import titled


class SnapshotForm(forms.Form):
    """Which appeal, and from when everybody may see it."""

    appeal = forms.ModelChoiceField(
        titled().published().order_by("-is_featured", "-created_at"),
        label=_("Appeal"),
        empty_label=None,
    )
    embargo_until = forms.DateTimeField(
        label=_("Under embargo until"),
        required=False,
        # The browser's own: it works without a script.
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_(
            "Empty: everybody may see it at once. Paris time. Until then it opens by a secret "
            "link, which you get on the next page."
        ),
    )
