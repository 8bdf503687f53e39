"""Words folded for search and alphabetical order."""

import re
import unicodedata


def search_key(*parts: str) -> str:
    """Fold words for search and alphabetical order: no accents, capitals or punctuation.

    >>> search_key("Lefèvre", "Anne-Marie")
    'lefevre anne marie'
    """
    decomposed = unicodedata.normalize("NFKD", " ".join(parts).casefold())
    plain = "".join(c for c in decomposed if not unicodedata.category(c).startswith("M"))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())
