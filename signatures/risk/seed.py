"""The watch-list that comes with Paraphe, from its file."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from signatures.folding import search_key
from signatures.models.watched_name import WatchedKind

_FILE = Path(__file__).with_name("watchlist.toml")


def seeds() -> Iterator[dict[str, str]]:
    """Give the fields of each entry of `watchlist.toml`, its keys folded."""
    names = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    for kind in (WatchedKind.OFFICE, WatchedKind.TEST, WatchedKind.BRAND):
        for name in names[kind]:
            yield _entry(kind, "", name)
    for first, last in names["well_known"]:
        yield _entry(WatchedKind.WELL_KNOWN, first, last)
    for name in names["one_name"]:
        yield _entry(WatchedKind.WELL_KNOWN, "", name)


def _entry(kind: WatchedKind, first: str, last: str) -> dict[str, str]:
    return {
        "kind": str(kind),
        "first_name": first,
        "last_name": last,
        "first_key": search_key(first),
        "last_key": search_key(last).replace(" ", ""),
    }
