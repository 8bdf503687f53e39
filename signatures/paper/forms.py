"""The forms of a batch: its provenance, a page of lines, a file, a second reading."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal
from appeal.titles import titled
from signatures.models import PaperBatch
from signatures.models.paper import LeftOut
from signatures.paper.entries import LABELS, Entry, EntryForm, labels_of
from signatures.signing.lines import line
from signatures.signing.names import MAX_NAME_LENGTH

ROWS = 12
SCAN_BYTES = 9 * 1024 * 1024
_SCANS = {b"%PDF": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG": "png"}


class BatchForm(forms.ModelForm[PaperBatch]):
    """Where the sheets come from."""

    class Meta:
        model = PaperBatch
        fields = ("appeal", "place", "collected_on", "collector", "lines_on_paper", "scan")
        widgets = {"collected_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        appeals = cast(forms.ModelChoiceField[Appeal], self.fields["appeal"])
        appeals.queryset = titled().order_by("-is_featured", "-pk")

    def clean_scan(self) -> Any:
        """Take PDF and pictures only, under a name that says nothing."""
        scan = self.cleaned_data["scan"]
        if not scan:
            return None
        if scan.size > SCAN_BYTES:
            raise ValidationError(_("The scan is larger than 9 MB."))
        begins = scan.read(4)
        scan.seek(0)
        kinds = [kind for mark, kind in _SCANS.items() if begins.startswith(mark)]
        if not kinds:
            raise ValidationError(_("Choose a scan in PDF, JPEG or PNG."))
        scan.name = f"scan.{kinds[0]}"
        return scan


class LinesPage:
    """A page of empty rows; category and city are carried from the page before."""

    def __init__(
        self, appeal: Appeal, data: Mapping[str, str] | None = None, carried: Any = None
    ) -> None:
        labels = labels_of(appeal)
        self.rows = [
            EntryForm(
                data,
                labels=labels,
                prefix=f"row-{number}",
                initial=carried or {},
                label_suffix="",
                use_required_attribute=False,
            )
            for number in range(ROWS)
        ]
        if data is not None:
            self.rows = [row for row in self.rows if not row.is_empty]
        for row in self.rows:
            for field in row.fields.values():
                field.widget.attrs["autocomplete"] = "off"
        if self.rows:
            self.rows[0].fields["last_name"].widget.attrs["autofocus"] = True

    def is_valid(self) -> bool:
        """Whether every row that was typed in may be stored."""
        faults = [row.errors for row in self.rows]
        return not any(faults)

    @property
    def entries(self) -> list[Entry]:
        """What was typed."""
        return [row.entry() for row in self.rows]

    @property
    def last(self) -> dict[str, str]:
        """What the next page begins with."""
        if not self.rows:
            return {}
        last = self.rows[-1].cleaned_data
        return {"category": last["category"], "city": last["city"]}


class FileForm(forms.Form):
    """A file of lines."""

    file = forms.FileField(label=_("File (CSV, XLSX or ODS)"))


class LeaveOutForm(forms.Form):
    """Why a line is not counted; with no reason it is."""

    reason = forms.ChoiceField(
        label=_("Left out because"),
        required=False,
        choices=[("", _("not left out")), *LeftOut.choices],
        help_text=_("“Taken back by the person” erases the line for good."),
    )


class AgainForm(forms.Form):
    """One line as a second person reads it on the sheet."""

    last_name = line(required=_("Type the last name."), length=MAX_NAME_LENGTH, name=True)
    first_name = line(required=_("Type the first name."), length=MAX_NAME_LENGTH, name=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS[name]
