"""The figure in a sentence that can be quoted: it rounds down, and never says more.

"More than 1,100" is true of 1,101 and up; of 1,100 itself the sentence says "1,100".
"""

from datetime import datetime

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from signatures.models import Snapshot

# What separates thousands: a narrow no-break space in French, a comma in English.
_THOUSANDS = {"fr": "\u202f", "en": ","}
# From here on only the two leading digits are said.
_EXACT_BELOW = 100


def rounded_down(figure: int) -> int:
    """Give the largest number of two leading digits that is not above `figure`.

    >>> rounded_down(1149), rounded_down(847), rounded_down(99)
    (1100, 840, 99)
    """
    if figure < _EXACT_BELOW:
        return figure
    step = int("1" + "0" * (len(str(figure)) - 2))
    return figure // step * step


def number(figure: int, language: str) -> str:
    """Write a number as `language` does; it never breaks over two lines.

    >>> number(1100, "en")
    '1,100'
    """
    return f"{figure:,}".replace(",", _THOUSANDS.get(language, "\u202f"))


def at_least(figure: int, language: str) -> str:
    """Give “more than 1,100 signatories”, in `language`."""
    rounded = rounded_down(figure)
    with translation.override(language):
        if rounded < figure:
            text = ngettext(
                "more than %(number)s signatory",
                "more than %(number)s signatories",
                rounded,
            )
        else:
            text = ngettext("%(number)s signatory", "%(number)s signatories", rounded)
    written = number(rounded, language)
    return (text % {"number": written}).replace(f"{written} ", f"{written}\u00a0")


def sentence(figure: int, *, title: str, taken_at: datetime, language: str) -> str:
    """Give the whole sentence, with the moment and the title of the appeal.

    Args:
        figure: people, verified online.
        title: of the appeal, in `language`.
        taken_at: when they were counted; said in the site's time.
        language: `fr` or `en`.
    """
    moment = timezone.localtime(taken_at)
    with translation.override(language):
        return _("On %(day)s at %(time)s, “%(title)s” had %(count)s.") % {
            "day": formats.date_format(moment, "DATE_FORMAT"),
            "time": formats.date_format(moment, "TIME_FORMAT"),
            "title": title,
            "count": at_least(figure, language),
        }


def sentences(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Give the sentence of a frozen figure in each language of the site, by its code."""
    frozen = {code: snapshot.figures_in(code) for code, _name in settings.LANGUAGES}
    return [
        (
            code,
            sentence(one["total"], title=one["title"], taken_at=snapshot.taken_at, language=code),
        )
        for code, one in frozen.items()
    ]
