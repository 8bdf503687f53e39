"""Round numbers of signatures."""

import pytest

from signatures.figures.milestones import last_round, rounds_up_to


@pytest.mark.parametrize(
    ("figure", "reached"),
    [
        (0, []),
        (99, []),
        (100, [100]),
        (4_999, [100, 500, 1_000]),
        (10_000, [100, 500, 1_000, 5_000, 10_000]),
    ],
)
def test_rounds_that_are_reached(figure: int, reached: list[int]) -> None:
    assert rounds_up_to(figure) == reached
    assert last_round(figure) == (reached or [0])[-1]
