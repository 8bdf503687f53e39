"""What somebody at the desk says to freeze a figure."""

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal


class SnapshotForm(forms.Form):
    """Which appeal, and from when everybody may see it."""

    appeal = forms.ModelChoiceField(
        Appeal.objects.published().order_by("-is_featured", "-created_at"),
        label=_("Appeal"),
        empty_label=None,
    )
    embargo_until = forms.SplitDateTimeField(
        label=_("Under embargo until"),
        required=False,
        widget=AdminSplitDateTime,
        help_text=_(
            "Empty: everybody may see it at once. Paris time. Until then it opens by a secret "
            "link, which you get on the next page."
        ),
    )
