"""The watch-list that comes with Paraphe, as migration 0011 adds it.

Frozen with it: names are added and removed at the desk, and how names are folded today is the
business of `signatures.folding` alone.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

_FILE = Path(__file__).with_suffix(".toml")


def seeds() -> Iterator[dict[str, str]]:
    """Give the fields of each entry of the file, its keys folded."""
    names = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    for kind in ("office", "test", "brand"):
        for name in names[kind]:
            yield _entry(kind, "", name)
    for first, last in names["well_known"]:
        yield _entry("well_known", first, last)
    for name in names["one_name"]:
        yield _entry("well_known", "", name)


def _entry(kind: str, first: str, last: str) -> dict[str, str]:
    return {
        "kind": kind,
        "first_name": first,
        "last_name": last,
        "first_key": _fold(first),
        "last_key": _fold(last).replace(" ", ""),
    }


def _fold(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in letters if not unicodedata.category(c).startswith("M"))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())
