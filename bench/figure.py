"""A figure to measure, and how: product and floor in turn, so that drift meets both."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.result import Measured, Runs, Sample

type Run = Callable[[], Sample]

ROUNDS = 3


class BenchError(Exception):
    """A figure that would not be true: what was counted and what was answered differ."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What is to be measured; the words are those of `bench.result.Measured`.

    Attributes:
        product, floor: make one run each.
    """

    key: str
    what: str
    floor_is: str
    product: Run
    floor: Run
    unit: str = "/s"
    target: float | None = None

    def measure(self, *, queries: int | None = None, rounds: int = ROUNDS) -> Measured:
        """Run product and floor in turn, `rounds` times, after one round to warm up.

        Caches of processes, connections, plans: what people meet is a site that runs.

        Raises:
            BenchError: a run did not do what it should.
        """
        products, floors = [], []
        for _round in range(rounds + 1):
            products.append(self.product())
            floors.append(self.floor())
        return Measured(
            key=self.key,
            unit=self.unit,
            target=self.target,
            queries=queries,
            product=Runs(what=self.what, samples=products[1:]),
            floor=Runs(what=self.floor_is, samples=floors[1:]),
        )
