"""Badges: the figure as a small picture for other sites, drawn here, in several styles.

Each has a ground of its own, so it reads the same on a light page and on a dark one, and
needs no font but what the reader's system has.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeal.colours import OUR_BLUE

_BLUE, _WHITE, _BLACK, _GREY = OUR_BLUE, "#ffffff", "#15181f", "#535a68"


@dataclass(frozen=True)
class BadgeStyle:
    """How a badge looks.

    Attributes:
        code: in the address, after `style=`.
        label: what it is called on the page of badges.
        layout: `beside` (mark, then two lines), `below` (mark, then two lines under it) or
            `row` (all on one line).
        width: in pixels; a row grows with its words.
        height: in pixels.
        ground: colour behind it.
        edge: colour around it.
        mark: colour of the mark.
        number: colour of the figure.
        words: colour of the words; 4.5:1 at least on the ground.
    """

    code: str
    label: str | Promise
    layout: str
    width: int
    height: int
    ground: str
    edge: str
    mark: str
    number: str
    words: str


_LIGHT = {"ground": _WHITE, "edge": _BLUE, "mark": _BLUE, "number": _BLUE, "words": _BLACK}
_DEEP = {"ground": _BLUE, "edge": _BLUE, "mark": _WHITE, "number": _WHITE, "words": _WHITE}
_ALL = (
    BadgeStyle("card", _("Card, white"), "beside", 264, 88, **_LIGHT),
    BadgeStyle("ink", _("Card, blue"), "beside", 264, 88, **_DEEP),
    BadgeStyle("row", _("One line, white"), "row", 0, 32, **_LIGHT),
    BadgeStyle("row-ink", _("One line, blue"), "row", 0, 32, **_DEEP),
    BadgeStyle("stamp", _("Square, white"), "below", 152, 152, **_LIGHT),
    BadgeStyle(
        "plain", _("Square, black on white"), "below", 152, 152, _WHITE, _GREY, *[_BLACK] * 3
    ),
)
BADGE_STYLES = {style.code: style for style in _ALL}
DEFAULT_STYLE = "card"


def badge_style(code: str) -> BadgeStyle:
    """Give the style of that name; another name gives the usual one, never a broken picture."""
    return BADGE_STYLES.get(code, BADGE_STYLES[DEFAULT_STYLE])


def row_width(words: str) -> int:
    """Give the width in pixels of a badge of one line: letters of 13 pixels, bold at most."""
    return 42 + round(7.4 * len(words))
