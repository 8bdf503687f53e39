"""The watch-list: which names are held, and how a name is recognised (R-11).

Accents, capitals, hyphens and the order of names do not matter; middle names may be added,
first names may be initials. A surname alone is not a match: it belongs to thousands.
"""

from collections.abc import Iterator
from itertools import dropwhile

from signatures.folding import search_key
from signatures.models.watched_name import WatchedKind, WatchedName

_BEFORE_AN_OFFICE = frozenset(["le", "la", "l", "the", "monsieur", "madame", "mr", "mme", "m"])
_LONGEST_KEY = 5  # words: "von der Leyen" has three, "président de la République" four


def set_keys(watched: WatchedName) -> None:
    """Fold a name into the keys by which it is found; before it is saved."""
    watched.first_key = search_key(watched.first_name)[:120]
    watched.last_key = search_key(watched.last_name).replace(" ", "")[:160]


def find_watched(*, first_name: str, last_name: str, job_title: str = "") -> WatchedName | None:
    """Find the name of the list that somebody signs with, if any.

    Args:
        first_name: as typed; the two may have been exchanged.
        last_name: as typed.
        job_title: as typed; an office is looked for at its beginning.
    """
    words = search_key(first_name, last_name).split()
    title = list(dropwhile(_BEFORE_AN_OFFICE.__contains__, search_key(job_title).split()))
    keys = {key for _start, _end, key in _runs(words)}
    keys |= {key for start, _end, key in _runs(title) if start == 0}
    if not keys:
        return None
    fields = {"".join(search_key(name).split()) for name in (first_name, last_name)}
    for watched in WatchedName.objects.filter(last_key__in=keys).order_by("pk"):
        if matches(watched, words=words, fields=fields, title=title):
            return watched
    return None


def matches(watched: WatchedName, *, words: list[str], fields: set[str], title: list[str]) -> bool:
    """Say whether a folded name is the watched one.

    Args:
        watched: an entry of the list.
        words: the words of both names.
        fields: each name in one piece.
        title: the words of the job title.
    """
    if watched.first_key:
        rests = (words[:start] + words[end:] for start, end in _places(watched.last_key, words))
        return any(_is_first_name(rest, watched.first_key.split()) for rest in rests)
    if watched.kind == WatchedKind.OFFICE:
        return _is_office(watched.last_key, words, title)
    if watched.kind == WatchedKind.TEST and watched.last_key in fields:
        return True
    return "".join(words) in (watched.last_key, watched.last_key * 2)


def _is_office(key: str, words: list[str], title: list[str]) -> bool:
    """Say whether an office is claimed: at the start of the title, or instead of a name.

    Maire, King and Reine are names, too: one word counts only behind “le” or “Monsieur le”.
    """
    if any(start == 0 for start, _end in _places(key, title)):
        return True
    return any(
        end - start > 1 or (start > 0 and _BEFORE_AN_OFFICE.issuperset(words[:start]))
        for start, end in _places(key, words)
    )


def _is_first_name(rest: list[str], first: list[str]) -> bool:
    """Say whether the words beside the surname are the first name: in full, or initials."""
    if not rest:
        return False
    initials = "".join(word[0] for word in first)
    if all(len(word) == 1 for word in rest) or rest == [initials]:
        return initials.startswith("".join(rest)) or "".join(rest).startswith(initials)
    left = list(rest)
    in_full = 0
    for word in first:
        found = word if word in left else word[0]
        if found not in left:
            return False
        left.remove(found)
        in_full += found == word and len(word) > 1
    return in_full > 0


def _places(key: str, words: list[str]) -> list[tuple[int, int]]:
    return [(start, end) for start, end, run in _runs(words) if run == key]


def _runs(words: list[str]) -> Iterator[tuple[int, int, str]]:
    """Give every run of a few neighbouring words, in one piece."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST_KEY, len(words)) + 1):
            yield start, end, "".join(words[start:end])
