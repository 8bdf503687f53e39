"""Words folded for search and alphabetical order."""

import re
import unicodedata

# What the columns hold. Hangul takes three characters a syllable here, some ligatures 18.
_LONGEST = 340


def search_key(*parts: str) -> str:
    """Fold words for search and alphabetical order: no accents, capitals or punctuation.

    >>> search_key("Lefèvre", "Anne-Marie")
    'lefevre anne marie'
    """
    text = " ".join(parts)
    for _twice in range(2):  # "ᴬ" and "™" decompose into capitals
        text = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in text if not unicodedata.category(c).startswith("M"))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())[:_LONGEST].rstrip()
