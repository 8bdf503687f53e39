"""What the figure is on its way to."""

import pytest

from signatures.figures.aims import Aim, aim, next_round


@pytest.mark.parametrize(
    ("total", "goal", "expected"),
    [
        (0, None, Aim(100, 100, is_goal=False)),
        (1_063, 1_500, Aim(1_500, 437, is_goal=True)),
        (1_500, 1_500, Aim(1_500, 0, is_goal=True, is_reached=True)),
        (1_649, 1_500, Aim(1_500, 0, is_goal=True, is_reached=True)),
        (1_650, 1_500, Aim(2_500, 850, is_goal=False)),
    ],
)
def test_aim_is_the_goal_and_then_the_next_round_number(
    total: int, goal: int | None, expected: Aim
) -> None:
    assert aim(total, goal) == expected


def test_round_numbers_go_on_for_ever() -> None:
    reached, number = [], 0
    while number < 1_000_000:
        number = next_round(number)
        reached.append(number)

    assert reached[:6] == [100, 250, 500, 1_000, 2_500, 5_000]
    assert reached[-1] == 1_000_000
