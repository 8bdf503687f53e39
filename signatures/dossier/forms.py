"""Which dossier somebody at the desk asks for."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from signatures.dossier.edition import BOTH
from signatures.models import Snapshot


class SnapshotField(forms.ModelChoiceField):
    """Frozen figures, each with its appeal, moment and number."""

    def label_from_instance(self, snapshot: Any) -> str:
        """Name a frozen figure."""
        moment = date_format(localtime(snapshot.taken_at), "DATETIME_FORMAT")
        figure = number_format(snapshot.total, force_grouping=True)
        return f"{snapshot.appeal} · {moment} · {figure} ({snapshot.code})"


class DossierForm(forms.Form):
    """A frozen figure and a language."""

    snapshot = SnapshotField(
        label=_("Frozen figure"),
        queryset=Snapshot.objects.none(),
        empty_label=None,
        to_field_name="code",
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[*settings.LANGUAGES, (BOTH, _("Both, in one document"))],
        widget=forms.RadioSelect,
        initial=settings.LANGUAGE_CODE,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["snapshot"]
        field.queryset = Snapshot.objects.select_related("appeal").order_by("-taken_at", "-pk")
