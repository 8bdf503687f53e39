"""Draws among things that are not equally likely."""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from random import Random


class Draw[Thing]:
    """A bag to draw from, each time with the same weights."""

    def __init__(self, weights: Mapping[Thing, float]) -> None:
        """Fill the bag.

        Args:
            weights: each thing and its weight; their sum does not matter.
        """
        self._things = list(weights)
        self._sums = list(accumulate(weights.values()))

    def __call__(self, chance: Random) -> Thing:
        """Draw one thing; it stays in the bag."""
        # Rounding may put the highest draw on the very edge.
        place = bisect_right(self._sums, chance.random() * self._sums[-1])
        return self._things[min(place, len(self._things) - 1)]
