"""What the owner of a signature fills in on its page."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms

from appeal.models import Appeal
from signatures.enums import Display
from signatures.signing.forms import DisplayForm
from signatures.signing.person_form import PersonForm
from signatures.signing.revise import Revision


class RevisionForm(PersonForm, DisplayForm):
    """What was typed at signing, what others may see, and whether news may be sent.

    A field that is not sent at all stays as it is; one that is sent empty is emptied.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = (
        "first_name",
        "last_name",
        "category",
        "job_title",
        "organisation",
        "city",
        "country",
        "department",
        "message",
    )

    def __init__(
        self, sent: Mapping[str, Any] | None, *, appeal: Appeal, now: Revision, seen: str
    ) -> None:
        """Show the signature as it is, or take what was sent of it.

        Args:
            sent: of a request; None shows only.
            appeal: whose categories are on offer.
            now: the signature as it stands.
            seen: its edition.
        """
        initial = {**asdict(now), "seen": seen}
        if sent is None:
            super().__init__(appeal=appeal, initial=initial)
            return
        given = {name: sent[name] for name in self.base_fields if name in sent}
        # An empty box is not sent, a form without the box does not say anything of it.
        whole = {**asdict(now), "seen": "", **given}
        if "display" in given:
            whole["updates"] = "updates" in given
        if not given:
            whole["display"] = ""
        super().__init__(whole, appeal=appeal, initial=initial)

    def revision(self) -> Revision:
        """Give what was filled in, for `revise`."""
        data = self.cleaned_data
        typed = {name: data[name] for name in Revision.__dataclass_fields__}
        return Revision(**{**typed, "display": Display(data["display"])})

    def taken_over(self, appeal: Appeal, now: Revision, seen: str) -> "RevisionForm":
        """Give the form again with what was typed, on top of the signature as it is by now."""
        typed = {name: self.data[name] for name in Revision.__dataclass_fields__}
        form = RevisionForm(None, appeal=appeal, now=now, seen=seen)
        form.initial = {**form.initial, **typed}
        return form
