"""What the figure is on its way to: the goal, else the next round number."""

from dataclasses import dataclass
from datetime import datetime

from appeal.models import Appeal

# 100, 250, 500, 1,000, 2,500 and so on: near enough to be reached, far enough to be told.
_STEPS = (1, 2.5, 5)
_SMALLEST = 100


@dataclass(frozen=True)
class Aim:
    """Where the stroke of the pen ends.

    Attributes:
        number: how many signatures it takes.
        left: how many are missing.
        is_goal: whether it is the appeal's own goal, rather than a round number.
        is_reached: whether there is nothing left; only of a goal.
    """

    number: int
    left: int
    is_goal: bool
    is_reached: bool = False


def aim(total: int, goal: int | None) -> Aim:
    """Give the goal until it is passed, and after it the next round number.

    A goal that is just reached stays on the page for another tenth of it: people want to see it.
    """
    if goal and total < goal:
        return Aim(goal, goal - total, is_goal=True)
    if goal and total * 10 < goal * 11:
        return Aim(goal, 0, is_goal=True, is_reached=True)
    following = next_round(total)
    return Aim(following, following - total, is_goal=False)


def aim_of(appeal: Appeal, total: int, *, now: datetime) -> Aim | None:
    """Give what an appeal's figure is on its way to; None when no signature is to come any more.

    When signing is over a goal is what it was, and no number is ahead.
    """
    return None if appeal.is_over(now) else aim(total, appeal.goal)


def next_round(total: int) -> int:
    """Give the next round number above `total`.

    >>> [next_round(number) for number in (0, 100, 1_063, 2_500)]
    [100, 250, 2500, 5000]
    """
    power = _SMALLEST
    while True:
        for step in _STEPS:
            if total < power * step:
                return int(power * step)
        power *= 10
