"""Round numbers of signatures: which are told, and when each was reached."""

# 100, 500, 1,000, 5,000 and so on.
_STEPS = (1, 5)
_FIRST = 100


def rounds_up_to(figure: int) -> list[int]:
    """Give the round numbers that a figure has reached, in their order.

    >>> rounds_up_to(1_063)
    [100, 500, 1000]
    """
    reached, power = [], _FIRST
    while power <= figure:
        reached += [power * step for step in _STEPS if power * step <= figure]
        power *= 10
    return reached


def last_round(figure: int) -> int:
    """Give the largest of them, 0 before the first."""
    return (rounds_up_to(figure) or [0])[-1]
