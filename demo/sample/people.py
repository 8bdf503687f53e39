"""Invented people: ordinary first names, family names that are nobody's."""

import tomllib
from dataclasses import dataclass
from math import gcd
from pathlib import Path
from random import Random
from typing import Any

from signatures.folding import search_key

_GOLDEN = 0.618  # strides of this share of a list never crowd on one spot


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist.

    Attributes:
        mailbox: the part of an address before the @; no two people have the same.
    """

    first_name: str
    last_name: str
    is_woman: bool
    mailbox: str


class People:
    """An endless row of people with names of one language.

    Each pair of a first and a family name comes once before any comes twice, without
    remembering which ones came: the pairs are walked through in a fixed stride.
    """

    def __init__(self, names: dict[str, list[str]], chance: Random) -> None:
        """Build the lists.

        Args:
            names: `women`, `men`, `heads` and `tails`, as in `names.toml`.
            chance: shuffles them.
        """
        women = [(name, True, _mailbox(name)) for name in names["women"]]
        men = [(name, False, _mailbox(name)) for name in names["men"]]
        self._first_names = [*women, *men]
        self._last_names = [
            (head + tail, _mailbox(head + tail))
            for head in names["heads"]
            for tail in names["tails"]
        ]
        chance.shuffle(self._first_names)
        chance.shuffle(self._last_names)
        self._pairs = len(self._first_names) * len(self._last_names)
        self._stride = round(self._pairs * _GOLDEN)
        while gcd(self._stride, self._pairs) > 1:
            self._stride += 1
        self._number = 0

    def next(self) -> Person:
        """Give the next person."""
        turn, number = divmod(self._number, self._pairs)
        last, first = divmod(number * self._stride % self._pairs, len(self._first_names))
        self._number += 1
        first_name, is_woman, before_dot = self._first_names[first]
        last_name, after_dot = self._last_names[last]
        mailbox = f"{before_dot}.{after_dot}{turn or ''}"
        return Person(first_name, last_name, is_woman, mailbox)


def everybody(chance: Random) -> dict[str, People]:
    """Give the people of each language in `names.toml`."""
    return {language: People(names, chance) for language, names in read_words("names").items()}


def read_words(name: str) -> dict[str, Any]:
    """Read a list of words beside this module."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def _mailbox(name: str) -> str:
    return search_key(name).replace(" ", "-")
