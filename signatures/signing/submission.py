"""A form that came back: what was typed, on which page, and whether by a person."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from appeal.models import Appeal
from appeal.publishing import published_version
from signatures.addresses import canonical_email
from signatures.risk.attack import is_under_attack
from signatures.risk.meter import Meter
from signatures.risk.notice import Submitted
from signatures.risk.proof import is_excused, is_proof
from signatures.risk.visitor import Visitor
from signatures.signing.form_token import (
    FormAge,
    asked_for_proof,
    read_form_token,
    submission_key,
    was_quick,
)
from signatures.signing.forms import SigningForm
from signatures.signing.sign import Entry


class Sent(forms.Form):
    """A public form as somebody sent it; stands before the form's class among the bases.

    Attributes:
        token: the token of the page, as it came.
        version: the text that was on that page; None when the page was too old, not ours,
            or another appeal's.
    """

    def __init__(self, data: Any, *, appeal: Appeal) -> None:
        # The form that stands next among the bases.
        super().__init__(data, appeal=appeal)  # type: ignore[call-arg]
        self.token = str(data.get("form_token", ""))
        self._proof = str(data.get("proof", ""))
        self._age, version_id = read_form_token(self.token)
        self.version = published_version(appeal, version_id or 0)

    def clean(self) -> None:
        """Ask for the form again when nobody can say which text was on the page."""
        super().clean()
        if self.version is None:
            raise ValidationError(
                _("This page was open for a long time. Please check it and send it again.")
            )

    @property
    def looks_automated(self) -> bool:
        """Whether a program filled it in: the hidden field, or less than three seconds (R-08)."""
        return bool(self.cleaned_data["website"]) or self._age is not FormAge.GOOD

    def key(self) -> bytes:
        """Give the key under which this submission is stored once (R-44)."""
        data = self.cleaned_data
        return submission_key(self.token, *(str(data[name]) for name in sorted(data)))


class Submission(Sent, SigningForm):
    """The signing form as somebody sent it."""

    def entry(self, language: str) -> Entry:
        """Give what was typed, for `sign_appeal`."""
        data = self.cleaned_data
        typed = {name: data[name] for name in Entry.__dataclass_fields__ if name in data}
        return Entry(**typed, category_id=self.category_id, language=language)

    def submitted(self, entry: Entry, visitor: Visitor, *, meter: Meter) -> Submitted:
        """Give what is screened for signs of abuse.

        Args:
            entry: what was typed.
            visitor: who sent it.
            meter: knows whether the site is under attack, and which proofs were used.
        """
        return Submitted(
            visitor=visitor,
            canonical=canonical_email(entry.email),
            first_name=entry.first_name,
            last_name=entry.last_name,
            message=entry.message,
            was_quick=was_quick(self.token),
            lacks_proof=is_under_attack(meter) and not self._is_proved(meter),
        )

    def _is_proved(self, meter: Meter) -> bool:
        if not self._proof and not asked_for_proof(self.token):
            return is_excused(self.token, meter=meter)
        return is_proof(self._proof, meter=meter)
