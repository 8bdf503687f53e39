"""No regular expression of ours can be made slow by what somebody types.

Slow ones repeat something that itself repeats without a bound, have two such repeats side by
side, or begin a search with an unbounded repeat that something must follow, so that each place
of a long text is tried to its end. All are found by reading the expressions, not by a clock.
"""

import importlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.security.expressions import Expression, compiled, of_nginx, unread, written

# How Python itself reads an expression; private, and stable for twenty years.
constants: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")

REPEATS = {constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT}
# Tried from the start of a short text only (`match`, `fullmatch`): no search, no product.
ANCHORED = {"signatures.signing.forms._CHANNEL"}
ALL = [*compiled(), *written(), *of_nginx()]


def unbounded(item: Any) -> bool:
    code, argument = item
    return code in REPEATS and argument[1] is constants.MAXREPEAT


def sequences(parsed: Any) -> Iterator[list[Any]]:
    """Give every sequence of parts in an expression, the outermost first."""
    yield list(parsed)
    for _code, argument in parsed:
        for part in argument if isinstance(argument, tuple | list) else (argument,):
            for lists in part if isinstance(part, list) else [part]:
                if isinstance(lists, parser.SubPattern):
                    yield from sequences(lists)


def inside(item: Any) -> Iterator[Any]:
    """Give every part of an expression below `item`."""
    for sequence in list(sequences([item]))[1:]:
        yield from sequence


def parted(item: Any) -> bool:
    r"""Say whether what is repeated begins or ends with a letter that it has nowhere else.

    There is one way only to cut a text into such pieces: `(\.[a-z]+)+`.
    """
    [group] = item[1][2]
    if group[0] is not constants.SUBPATTERN:
        return False
    pieces = list(group[1][3])
    return any(
        letter[0] is constants.LITERAL
        and not any(holds(each, letter[1]) for each in leaves(others))
        for letter, others in ((pieces[0], pieces[1:]), (pieces[-1], pieces[:-1]))
    )


def leaves(pieces: list[Any]) -> Iterator[Any]:
    """Give the letters and the sets of letters in a part of an expression."""
    for sequence in sequences(pieces):
        containers = (*REPEATS, constants.SUBPATTERN)
        yield from (piece for piece in sequence if piece[0] not in containers)


def holds(one: Any, letter: int) -> bool:
    """Say whether a set of letters has this one; of what is no plain set, that it has."""
    code, members = one
    if code is not constants.IN:
        return code is not constants.LITERAL or members == letter
    return any(
        kind not in (constants.LITERAL, constants.RANGE)
        or (value[0] <= letter <= value[1] if kind is constants.RANGE else value == letter)
        for kind, value in members
    )


def test_there_are_expressions_to_look_at_and_none_is_put_together_at_run_time() -> None:
    assert len({each.pattern for each in ALL}) > 50
    # Put together from constants and kept by their modules; and a set of what our fonts have.
    assert set(unread()) == {
        "config/redaction.py",
        "signatures/cells.py",
        "signatures/dossier/glyphs.py",
    }


@pytest.mark.parametrize("expression", ALL, ids=str)
def test_no_expression_can_be_made_slow(expression: Expression) -> None:
    parsed = parser.parse(expression.pattern)

    for sequence in sequences(parsed):
        for item in filter(unbounded, sequence):
            repeated = [each for each in inside(item) if unbounded(each)]
            assert not repeated or parted(item), "a repeat without bound is repeated"
        for one, next_one in pairwise(sequence):
            both = unbounded(one) and unbounded(next_one)
            assert not both or parted(next_one), "two repeats side by side"
    if not expression.anchored and expression.place not in ANCHORED:
        first, *rest = list(parsed) or [(None, None)]
        assert not (rest and unbounded(first)), "a search begins with a repeat without bound"


@pytest.mark.parametrize(
    "slow",
    [r"-{3,}.*x", r"(a+)+b", r"(-[a-z-]+)+", r"(?:a|b+)*c", r"\s*\s*x", r"[^@]+@x", r"(x\d+)+y"],
)
def test_a_slow_one_would_be_found(slow: str) -> None:
    with pytest.raises(AssertionError):
        test_no_expression_can_be_made_slow(Expression("here", slow))
