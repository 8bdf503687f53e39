"""What in a name or a message nobody writes in earnest. Pure: no state, no look-up."""

import re
from itertools import pairwise

from signatures.folding import search_key

SHORTEST_REPEATED_MESSAGE = 20

_FILLERS = frozenset(
    [
        "test",
        "tests",
        "tester",
        "testing",
        "teste",
        "essai",
        "fake",
        "faux",
        "fakename",
        "anonyme",
        "anonymous",
        "nobody",
        "personne",
        "aucun",
        "none",
        "null",
        "undefined",
        "nom",
        "prenom",
        "name",
        "firstname",
        "lastname",
        "asdf",
        "azerty",
        "qwerty",
        "qwertz",
        "xxx",
        "abc",
        "abcd",
        "bla",
        "blabla",
        "foo",
        "bar",
        "foobar",
        "toto",
        "tata",
        "titi",
        "lorem",
        "ipsum",
        "bidon",
        "nimportequoi",
    ]
)
_TITLES = frozenset(["m", "mr", "mrs", "ms", "mme", "mlle", "dr", "pr", "prof"])
_KEYBOARD_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUN = 5  # "wert" begins real names, "werty" none
_RUNS = tuple(row[i : i + _RUN] for row in _KEYBOARD_ROWS for i in range(len(row) - _RUN + 1))
# Bounded repeats and plain alternations only: no text can make them slow (R-45 ff., ReDoS).
_REPEATED = re.compile(r"(.)\1{3}")
_LINK = re.compile(
    r"https?:|www\.|\b[a-z0-9-]{1,63}\.(?:com|net|org|ru|info|biz|xyz)\b", re.IGNORECASE
)
_LONG_LATIN_WORD = re.compile(r"\b[a-z]{5,80}\b")
_VOWELS = frozenset("aeiouyœæ")
_GENERATED_LENGTH = 10
_GENERATED_CHANGES = 3


def is_filler_name(first_name: str, last_name: str) -> bool:
    """Say whether no word of a name is a name: "Test Test", "azerty xxxx"."""
    words = _words(first_name, last_name)
    return bool(words) and all(_is_filler(word) for word in words)


def has_odd_word(first_name: str, last_name: str) -> bool:
    """Say whether a word of a name is a filler, or long and without any vowel."""
    words = _words(first_name, last_name)
    long_words = _LONG_LATIN_WORD.findall(" ".join(words))
    return any(map(_is_filler, words)) or any(_VOWELS.isdisjoint(word) for word in long_words)


def has_link(message: str) -> bool:
    """Say whether a message advertises an address."""
    return bool(_LINK.search(message))


def is_generated_mailbox(canonical: str) -> bool:
    """Say whether the part before the @ mixes letters and digits as programs do."""
    local = canonical.rpartition("@")[0]
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(local))
    long_enough = len(local) >= _GENERATED_LENGTH and local.isalnum()
    return long_enough and changes >= _GENERATED_CHANGES


def _words(*parts: str) -> list[str]:
    words = search_key(*parts).split()
    return [word for word in words if word not in _TITLES] or words


def _is_filler(word: str) -> bool:
    return word in _FILLERS or bool(_REPEATED.search(word)) or word.startswith(_RUNS)
