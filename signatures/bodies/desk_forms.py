"""What an organiser types to decide about an organisation, or to convert a signature."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, Category
from appeal.publishing import category_labels
from signatures.bodies.approval import Document
from signatures.bodies.conversion import BodyFacts
from signatures.enums import OrganisationKind
from signatures.signing.lines import Line

MOST_BYTES = 5 * 1024 * 1024
# What a mandate comes as: a PDF, or a photograph of a page.
_BEGINNINGS = (b"%PDF-", b"\x89PNG\r\n", b"\xff\xd8\xff")


class ApprovalForm(forms.Form):
    """The name to show, and what has been seen of the mandate."""

    name = Line(label=_("Shown as"), max_length=160)
    mandate_seen = Line(
        label=_("Mandate seen"),
        max_length=300,
        help_text=_("Which document or call shows that it may sign: what, from whom, when."),
    )
    document = forms.FileField(
        label=_("Document"), required=False, help_text=_("PDF, PNG or JPEG, up to 5 MB.")
    )

    def clean_document(self) -> Document | None:
        """Take a PDF or a picture; it is handed out as a download and nothing else."""
        file: UploadedFile | None = self.cleaned_data["document"]
        if file is None:
            return None
        content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES or not content.startswith(_BEGINNINGS):
            raise ValidationError(_("Choose a PDF, PNG or JPEG of 5 MB at most."), code="file")
        return Document(name=file.name or "", content=content)


class RefusalForm(forms.Form):
    """Why an organisation is refused; it stays at the desk."""

    reason = Line(
        label=_("Reason"),
        max_length=300,
        help_text=_(
            "It stays at the desk. The representative is told by mail in ten minutes that the "
            "organisation is not on the list; until then it can be taken back."
        ),
    )


class ToBodyForm(forms.Form):
    """What an organisation's signature has and a person's has not."""

    name = Line(label=_("Organisation"), max_length=160)
    kind = forms.ChoiceField(
        label=_("Sort of organisation"), choices=[("", "–"), *OrganisationKind.choices]
    )
    role = Line(label=_("Role"), max_length=120, required=False)
    note = Line(label=_("Note"), max_length=250, required=False)

    def facts(self) -> BodyFacts:
        """Give them for `to_body`."""
        data = self.cleaned_data
        return BodyFacts(name=data["name"], kind=OrganisationKind(data["kind"]), role=data["role"])


class ToPersonForm(forms.Form):
    """What a person's signature has and an organisation's has not."""

    category = forms.ModelChoiceField(label=_("Signs as"), queryset=Category.objects.none())
    note = Line(label=_("Note"), max_length=250, required=False)

    def __init__(self, *args: Any, appeal: Appeal, language: str, was_person: bool) -> None:
        """Offer the appeal's categories, unless the person has one from before."""
        super().__init__(*args)
        if was_person:
            del self.fields["category"]
            return
        labels = category_labels(appeal, language)
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- declared above
        field.queryset = appeal.categories.order_by("position", "pk")
        field.label_from_instance = lambda category: labels[category.pk][1]  # type: ignore[assignment, method-assign]
