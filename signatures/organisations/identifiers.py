"""The numbers under which organisations are registered, with the figures that check them."""

import re

from django.utils.translation import gettext_lazy as _

from signatures.models.organisation import ROR_PATTERN, SIREN_PATTERN

# Crockford's base 32: without i, l, o and u, which look like others.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class IdentifierRefusedError(Exception):
    """Not such a number; `str()` says what to check, in the reader's language."""


def clean_siren(typed: str) -> str:
    """Give a SIREN as nine digits.

    Raises:
        IdentifierRefusedError: not nine digits, or Luhn's check fails (ISO/IEC 7812-1).
    """
    number = re.sub(r"[\s.]", "", typed)
    if not re.fullmatch(SIREN_PATTERN, number, re.ASCII):
        raise IdentifierRefusedError(_("A SIREN has nine digits."))
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(number)]
    if sum(value - 9 * (value > 9) for value in doubled) % 10:  # noqa: PLR2004 -- one digit
        raise IdentifierRefusedError(_("This SIREN has a mistake: its digits do not add up."))
    return number


def clean_ror(typed: str) -> str:
    """Give a ROR identifier as its last nine characters, in lower case.

    Raises:
        IdentifierRefusedError: not one, or its check figures are wrong (ISO/IEC 7064,
            MOD 97-10, over the six characters as a number in base 32).
    """
    name = typed.strip().lower().rstrip("/").rpartition("/")[2]
    if not re.fullmatch(ROR_PATTERN, name):
        raise IdentifierRefusedError(
            _("A ROR identifier is a 0, six letters or digits, and two digits.")
        )
    number = 0
    for character in name[1:7]:
        number = number * 32 + _ALPHABET.index(character)
    if 98 - number * 100 % 97 != int(name[7:]):
        raise IdentifierRefusedError(_("This ROR identifier has a mistake."))
    return name
