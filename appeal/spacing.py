"""Spaces as French sets them: none beside : ; ! ? % « » lets a line break.

For what is shown, never for what is stored: the hash of a published text is public. A space
that somebody typed is changed, none is added, so that an hour or an address stays as it is.
"""

import re
from functools import partial

_NO_BREAK, _NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
# Between two pieces of one line; CommonMark allows no such character in a text.
_SEAM = "\0"
# A whole run at once: a long one costs no more than its length.
# Written out three times, so that the test that looks for slow expressions can read them.
_RULES = (
    (re.compile(r"(?<![ \t\n\0])\0*+[ \t\n][ \t\n\0]*+(?=[;!?])"), _NARROW),
    (re.compile(r"(?<![ \t\n\0])\0*+[ \t\n][ \t\n\0]*+(?=[:»%])"), _NO_BREAK),
    (re.compile(r"(?<=«)\0*+[ \t\n][ \t\n\0]*+"), _NO_BREAK),
)


def set_spaces(text: str, language: str) -> str:
    """Give a text of `language` with its spaces set; those of other languages stay."""
    return set_pieces([text.replace(_SEAM, "")], language)[0]


def set_pieces(pieces: list[str], language: str) -> list[str]:
    """Do the same for a line in pieces, as marks such as bold cut it.

    Returns:
        As many pieces as were given. Of the spaces around a seam the first becomes the one
        that does not break, the others go.
    """
    if language != "fr":
        return pieces
    line = _SEAM.join(pieces)
    for pattern, space in _RULES:
        line = pattern.sub(partial(_set, space), line)
    return line.split(_SEAM)


def _set(space: str, found: re.Match[str]) -> str:
    """Put `space` where the first of those found stands; the seams stay where they are."""
    before, after = re.split(r"[ \t\n]", found[0], maxsplit=1)
    return before + space + re.sub(r"[ \t\n]", "", after)
