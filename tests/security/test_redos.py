"""No regular expression of ours can be made slow by what somebody types.

Slow ones repeat something that itself repeats without a bound, or begin a search with an
unbounded repeat, so that each place of a long text is tried to its end. Both are found by
reading the expressions, not by a clock.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import accounts
import appeal
import config
import signatures

# How Python itself reads an expression; private, and stable for twenty years.
constants: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")

OURS = (accounts, appeal, config, signatures)
REPEATS = {constants.MAX_REPEAT, constants.MIN_REPEAT}
# Tried from the start of a short text only (`match`, `fullmatch`): no search, no product.
ANCHORED = {"signatures.signing.forms._CHANNEL"}


def our_patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Give each compiled expression of our modules, with where it is."""
    for package in OURS:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" in found.name or found.name == "config.gunicorn":
                continue
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern):
                    yield f"{found.name}.{name}", value


PATTERNS = dict(our_patterns())


def unbounded(item: Any) -> bool:
    code, argument = item
    return code in REPEATS and argument[1] is constants.MAXREPEAT


def inside(item: Any) -> Iterator[Any]:
    """Give every part of a parsed expression below `item`."""
    _code, argument = item
    for part in argument if isinstance(argument, tuple | list) else (argument,):
        for lists in part if isinstance(part, list) else [part]:
            if isinstance(lists, parser.SubPattern):
                for child in lists:
                    yield child
                    yield from inside(child)


def test_there_are_expressions_to_look_at() -> None:
    assert len(PATTERNS) > 8


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_nothing_that_repeats_without_bound_is_repeated(name: str) -> None:
    parsed = parser.parse(PATTERNS[name].pattern)
    everything = [child for item in parsed for child in (item, *inside(item))]

    for item in filter(unbounded, everything):
        assert not any(map(unbounded, inside(item))), PATTERNS[name].pattern


@pytest.mark.parametrize("name", sorted(PATTERNS.keys() - ANCHORED))
def test_no_search_begins_with_a_repeat_without_bound(name: str) -> None:
    first = next(iter(parser.parse(PATTERNS[name].pattern)))

    assert not unbounded(first), PATTERNS[name].pattern
