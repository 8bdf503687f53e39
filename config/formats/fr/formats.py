"""French: 1er décembre 2026 à 14 h 30, with spaces that do not break."""

from django.utils.dateformat import DateFormat
from django.utils.translation import get_language

_english_suffix = DateFormat.S


def _suffix(self: DateFormat) -> str:
    """Give what follows the number of the day, S in a format: French has one, of the first."""
    if get_language() != "fr":
        return _english_suffix(self)
    return "er" if self.j() == 1 else ""


# Django knows the suffixes of English alone, and has no other place for those of a language.
# Here they hold wherever a date is written, lists of the desk included.
DateFormat.S = _suffix  # type: ignore[method-assign]

DATE_FORMAT = "jS F Y"
TIME_FORMAT = "G\u00a0\\h\u00a0i"
DATETIME_FORMAT = f"{DATE_FORMAT} à\u00a0{TIME_FORMAT}"
MONTH_DAY_FORMAT = "jS F"
# As the desk writes it (9 h 30) and as people do; the first is what its clock fills in.
TIME_INPUT_FORMATS = ["%H:%M:%S", "%H:%M", "%Hh%M", "%H h %M", "%H\u00a0h\u00a0%M", "%Hh", "%H h"]
