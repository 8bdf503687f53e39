"""Fields for what people type: a line or a few, tidied before they are checked."""

from typing import Any

from django import forms
from django_stubs_ext import StrOrPromise

from signatures.signing.names import clean_line, validate_line, validate_name


class Line(forms.CharField):
    """One typed line: spaces tidied, then checked."""

    def to_python(self, value: Any) -> str:
        """Tidy before the validators look."""
        return clean_line(super().to_python(value) or "")


class Lines(forms.CharField):
    """A few typed lines, each tidied, then checked."""

    def to_python(self, value: Any) -> str:
        """Tidy before the validators look."""
        lines = (super().to_python(value) or "").splitlines()
        return "\n".join(clean_line(line) for line in lines).strip()


def line(*, required: StrOrPromise = "", length: int, name: bool = False, **attrs: str) -> Line:
    """Make a field for one line.

    Args:
        required: what to say when it is empty; without it the field is optional.
        length: characters at the most.
        name: whether it is a person's name.
        attrs: attributes of the input, such as `autocomplete`.
    """
    return Line(
        required=bool(required),
        max_length=length,
        validators=[validate_name if name else validate_line],
        error_messages={"required": required},
        widget=forms.TextInput(attrs=attrs),
    )
