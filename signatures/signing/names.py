"""What a name, or any short line a person types, may look like (R-10)."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from signatures.signing.web_addresses import has_web_address

MAX_NAME_LENGTH = 80
_MAX_MARKS_IN_A_ROW = 3
# Letters and signs to Unicode, nothing to the eye: Hangul fillers, the empty Braille cell.
_BLANKS = "\u115f\u1160\u3164\uffa0\u2800"
# A cell that begins so is run as a formula by spreadsheets.
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


def clean_line(typed: str) -> str:
    """Give a typed line with its spaces tidied and its characters composed (NFC)."""
    return " ".join(unicodedata.normalize("NFC", typed).split())


def refuse_hidden_characters(text: str) -> None:
    """Refuse control characters, changes of writing direction and stacks of accents.

    Zero-width (non-)joiners are kept: Persian, Hindi and emoji are written with them.
    """
    marks = 0
    for character in text:
        kind = unicodedata.category(character)
        unseen = kind == "Cf" and character not in "\u200c\u200d"
        if unseen or kind in ("Cc", "Cs", "Co", "Cn") or character in _BLANKS:
            raise ValidationError(
                _("Remove the invisible characters: type the text instead of pasting it."),
                code="hidden",
            )
        marks = marks + 1 if kind.startswith("M") else 0
        if marks > _MAX_MARKS_IN_A_ROW:
            raise ValidationError(_("Use fewer accents on one letter."), code="marks")


def validate_line(text: str) -> None:
    """Refuse what no organisation, town or job title contains."""
    refuse_hidden_characters(text)
    if text.startswith(_FORMULA_START):
        raise ValidationError(_("Start with a letter or a digit."), code="start")
    if has_web_address(text):
        raise ValidationError(
            _("Leave out web addresses, and put a space after each full stop."), code="url"
        )


def validate_lines(text: str) -> None:
    """Refuse in each line what `validate_line` refuses."""
    for line in text.splitlines():
        validate_line(line)


def validate_name(text: str) -> None:
    """Refuse what no person is called; accept O’Brien, Jean-François, Ŵ and عمر."""
    validate_line(text)
    if "@" in text:
        raise ValidationError(
            _("Type a name here; the email address has its own field."), code="at"
        )
    if not any(unicodedata.category(character).startswith("L") for character in text):
        raise ValidationError(_("A name has at least one letter."), code="letters")
