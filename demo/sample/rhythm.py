"""When people sign: a launch, a day in the press, weekends, nights, and slow growth."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

_HOUR = timedelta(hours=1)
# Who signs at which hour of the day, from midnight on, and on which day from Monday on.
_HOURS = (4, 2, 1, 1, 1, 2, 5, 12, 26, 40, 48, 44, 38, 36, 38, 36, 34, 36, 38, 34, 36, 34, 22, 10)
_WEEKDAYS = (1.05, 1.1, 1.0, 1.0, 0.85, 0.4, 0.45)
_GROWTH = 1 / 20  # of an ordinary day, each day
_LAUNCH, _LAUNCH_FADES = 10.0, 0.5
_PRESS, _PRESS_FADES, _PRESS_DAY = 5.0, 0.55, 15  # the first Tuesday from then on
_TUESDAY = 1


class Rhythm:
    """How signatures spread over the hours of a campaign."""

    def __init__(self, *, opens_at: datetime, now: datetime, chance: Random) -> None:
        """Weigh each hour since the opening.

        Args:
            opens_at: no signature is older.
            now: none is younger.
            chance: makes no two days quite alike.
        """
        zone = ZoneInfo(settings.TIME_ZONE)
        self._now = now
        self._starts: list[datetime] = []
        weights: list[float] = []
        mood: dict[int, float] = {}
        opening = opens_at.astimezone(zone)
        press_day = _PRESS_DAY + (_TUESDAY - opening.weekday() - _PRESS_DAY) % 7
        for hour in range(max(int((now - opens_at) / _HOUR) + 1, 1)):
            start = opens_at + hour * _HOUR
            local = start.astimezone(zone)
            day = (local.date() - opening.date()).days
            spread = mood.setdefault(day, chance.uniform(0.8, 1.2)) * chance.uniform(0.7, 1.3)
            length = min(_HOUR, now - start) / _HOUR
            self._starts.append(start)
            weights.append(_weight(local, day, day - press_day) * spread * length)
        self._sums = [0.0, *accumulate(weights)]

    def moments(self, number: int, chance: Random) -> Iterator[datetime]:
        """Give `number` moments, earliest first, holding one at a time.

        The least of n uniform draws is distributed as 1 - U^(1/n), and the others are
        uniform above it: so draws come sorted without being kept.
        """
        above = 1.0
        for left in range(number, 0, -1):
            above *= chance.random() ** (1 / left)
            yield self._moment(1 - above)

    def share_since(self, moment: datetime) -> float:
        """Give the share of signatures that come after `moment`, to the hour."""
        hour = bisect_right(self._starts, moment)
        return 1 - self._sums[hour] / self._sums[-1]

    def _moment(self, share: float) -> datetime:
        target = share * self._sums[-1]
        hour = min(bisect_right(self._sums, target), len(self._starts)) - 1
        before, after = self._sums[hour], self._sums[hour + 1]
        length = min(_HOUR, self._now - self._starts[hour])
        return self._starts[hour] + length * min((target - before) / (after - before), 1.0)


def _weight(local: datetime, day: int, days_since_press: int) -> float:
    """Give the weight of an hour: of its day, by the clock, and after what happened."""
    wave = _LAUNCH * _LAUNCH_FADES**day
    if days_since_press >= 0:
        wave += _PRESS * _PRESS_FADES**days_since_press
    return (1 + day * _GROWTH + wave) * _WEEKDAYS[local.weekday()] * _HOURS[local.hour]
