"""Compare two runs: `python -m bench.compare OLD NEW` names what became slower, over noise.

Compared are ratios to the floor of the same run, not rates: another machine, or the same
one on a busier day, moves both. Noise is what the rounds of each run differ by.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.result import Measured, Report
from bench.table import number

# A difference of less than this is no news, however quiet the rounds were.
LEAST = 0.05


@dataclass(frozen=True)
class Change:
    """How one figure moved.

    Attributes:
        what: it is about.
        old, new: its ratios.
        gain: the share by which it became better; negative for worse.
        noise: the share by which it may move by chance.
    """

    what: str
    old: float
    new: float
    gain: float
    noise: float

    @property
    def verdict(self) -> str:
        """Say in a word what that means."""
        if abs(self.gain) <= self.noise:
            return "same"
        return "better" if self.gain > 0 else "WORSE"


def changes(old: Report, new: Report) -> list[Change]:
    """Compare what both have measured, in the order of the new one."""
    before = {line.key: line for line in old.measured}
    return [
        _change(before[line.key], line)
        for line in new.measured
        if line.key in before and line.ratio and before[line.key].ratio
    ]


def _change(old: Measured, new: Measured) -> Change:
    quotient = new.ratio / old.ratio
    gain = 1 / quotient - 1 if new.less_is_better else quotient - 1
    noise = max(LEAST, _spread(old) + _spread(new))
    return Change(new.product.what, old.ratio, new.ratio, gain, noise)


def _spread(line: Measured) -> float:
    """Give half of what the rounds differ by, as a share."""
    return (max(line.ratios) - min(line.ratios)) / 2 / line.ratio


def main() -> int:
    """Print every figure; 1 when one became worse."""
    parser = argparse.ArgumentParser(prog="bench.compare", description=__doc__)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    given = parser.parse_args()
    old, new = Report.read(given.old), Report.read(given.new)
    if old.signatures != new.signatures:
        print(f"NOT of the same size: {old.signatures} and {new.signatures} signatures")
    found = changes(old, new)
    for change in found:
        print(
            f"{change.verdict:6}  {change.gain:+7.1%} (noise {change.noise:.1%})  "
            f"{number(change.old)} → {number(change.new)}  {change.what}"
        )
    return int(any(change.verdict == "WORSE" for change in found))


if __name__ == "__main__":
    sys.exit(main())
