"""Web addresses in what a person typed, told from a space left out after a full stop (R-10)."""

import re
import unicodedata
from itertools import pairwise

from signatures.organisations.domains import is_top_level

_WRITTEN_OUT = re.compile(r"https?:|www\.|://", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[^\w./]")
# So many advertisements end so that a capital excuses none of them.
_ALWAYS = frozenset({"com", "net", "org", "info", "biz", "fr", "io", "ru", "xyz", "top"})
_ABBREVIATION = 4  # letters at the most: Dr., Univ., Resp.
_COUNTRY = 2  # letters: .de, .ly, and words such as Je, La, Si


def has_web_address(text: str) -> bool:
    """Say whether a line holds a web address: `casino.shop`, `bit.ly/2xGo`, `casino。com`.

    An address ends as internet names do, so `Dr. Mr.Smith` and `C.N.R.S.` hold none. Each
    word is looked at once, however long the line is.
    """
    # Browsers take full-width letters and points, and the Chinese full stop, for ours.
    plain = unicodedata.normalize("NFKC", text).replace("。", ".")
    if _WRITTEN_OUT.search(plain):
        return True
    for word in _BETWEEN_WORDS.split(plain):
        *before_a_slash, last = word.split("/")
        if _is_domain(last) or any(_is_domain(host, path=True) for host in before_a_slash):
            return True
    return False


def _is_domain(word: str, *, path: bool = False) -> bool:
    labels = pairwise(word.split("."))
    return any(
        bool(name)
        and is_top_level(ending)
        and (path or ending.lower() in _ALWAYS or not _lacks_a_space(name, ending))
        for name, ending in labels
    )


def _lacks_a_space(name: str, ending: str) -> bool:
    """Take `J.Li`, `Dr.Schmidt`, `Univ.Paris` and `important.Je` for two words."""
    if len(name) == 1:
        return True
    return ending.istitle() and (len(name) <= _ABBREVIATION or len(ending) == _COUNTRY)
