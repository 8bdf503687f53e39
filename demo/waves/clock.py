"""A meter with a clock of its own: a day passes in seconds."""

from collections import deque

from signatures.risk.meter import Limit


class SimulatedMeter:
    """Counts as `RedisMeter` does, exactly, at the moment that it is told.

    Attributes:
        now: seconds since the beginning.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self._seen: dict[tuple[str, str], deque[float]] = {}
        self._flags: dict[str, float] = {}
        self._raised: dict[str, float] = {}
        self._numbers: dict[tuple[str, str, int], int] = {}

    def within(self, limit: Limit, key: str) -> bool:
        """Count one event; what is over the limit does not count, as in Redis."""
        seen = self._seen.setdefault((limit.name, key), deque())
        while seen and seen[0] <= self.now - limit.seconds:
            seen.popleft()
        if len(seen) >= limit.most:
            return False
        seen.append(self.now)
        return True

    def raise_flag(self, name: str, seconds: int) -> None:
        """Raise a flag that falls by itself."""
        if not self.has_flag(name):
            self._raised[name] = self.now
        self._flags[name] = self.now + seconds

    def has_flag(self, name: str) -> bool:
        """Whether the flag is up."""
        return self._flags.get(name, 0.0) > self.now

    def had_flag(self, name: str, at: float) -> bool:
        """Whether the flag that is up was up at an earlier moment."""
        return self.has_flag(name) and self._raised[name] <= at

    def number(self, limit: Limit, key: str) -> int:
        """Count one event of the current stretch."""
        stretch = (limit.name, key, int(self.now // limit.seconds))
        self._numbers[stretch] = self._numbers.get(stretch, 0) + 1
        return self._numbers[stretch]


def unhidden(text: str) -> str:
    """Hide nothing: these people do not exist."""
    return text
