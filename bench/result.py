"""What was measured: the runs of the product and of its floor, and what follows from them."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One run.

    Attributes:
        value: what the figure is about: a rate, or seconds.
        p50, p99: latency in milliseconds, where requests were made.
        failed: requests that were refused or broken.
        growth: of the process's memory, in MB, where that is the question.
        processor: milliseconds that each program used for one unit, where it was counted.
    """

    value: float
    p50: float | None = None
    p99: float | None = None
    failed: int = 0
    growth: float | None = None
    processor: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Runs:
    """All runs of one side, in their order.

    Attributes:
        what: was run, in words.
        samples: one for each round.
    """

    what: str
    samples: list[Sample]

    @property
    def value(self) -> float:
        """The median, which one disturbed run does not move."""
        return median(sample.value for sample in self.samples)

    def middle(self, name: str) -> float | None:
        """Give the median of `p50`, `p99` or `growth`; None where it was not measured."""
        found = [getattr(sample, name) for sample in self.samples]
        known = [value for value in found if value is not None]
        return median(known) if known else None

    @property
    def processor(self) -> dict[str, float]:
        """Give the median of what each program used, the most first."""
        names = {name for sample in self.samples for name in sample.processor}
        found = {
            name: median(sample.processor.get(name, 0.0) for sample in self.samples)
            for name in names
        }
        return dict(sorted(found.items(), key=lambda item: -item[1]))

    @property
    def failed(self) -> int:
        """Requests that failed, in all runs together."""
        return sum(sample.failed for sample in self.samples)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One line of the table.

    Attributes:
        key: names it from run to run.
        unit: `/s`, or `s` where less is better.
        target: for the ratio; None where none is set.
        queries: to PostgreSQL in one request, where they were counted.
    """

    key: str
    unit: str
    product: Runs
    floor: Runs
    target: float | None = None
    queries: int | None = None

    @property
    def less_is_better(self) -> bool:
        """Whether it is a time."""
        return self.unit == "s"

    @property
    def ratios(self) -> list[float]:
        """Product over floor in each round: what disturbed both alike cancels."""
        pairs = zip(self.product.samples, self.floor.samples, strict=True)
        return [product.value / floor.value for product, floor in pairs if floor.value]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios; 0 when the floor did nothing."""
        return median(self.ratios or [0.0])

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        return self.ratio <= self.target if self.less_is_better else self.ratio >= self.target


@dataclass(frozen=True, kw_only=True)
class Report:
    """One run of the benchmarks.

    Attributes:
        at: when it ended, ISO 8601.
        commit: of the checkout; with a `+` when it had changes.
        machine: what it ran on, without a name.
        signatures: rows that were loaded.
        seconds: of each run.
        measured: the table.
        memory: proportional set size in MB at the end, by process.
        skipped: what could not be measured here, in sentences.
        layers: milliseconds of one request by layer of the web process, by key.
    """

    at: str
    commit: str
    machine: dict[str, str]
    signatures: int
    seconds: float
    measured: list[Measured]
    memory: dict[str, float] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    layers: dict[str, dict[str, float]] = field(default_factory=dict)

    def write(self, file: Path) -> None:
        """Keep it as JSON."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n")

    @staticmethod
    def read(file: Path) -> "Report":
        """Read what `write` has written."""
        content: dict[str, Any] = json.loads(file.read_text())
        measured = [
            Measured(**{**line, "product": _runs(line["product"]), "floor": _runs(line["floor"])})
            for line in content.pop("measured")
        ]
        return Report(**content, measured=measured)


def _runs(content: dict[str, Any]) -> Runs:
    samples = [Sample(**sample) for sample in content["samples"]]
    return Runs(what=content["what"], samples=samples)
