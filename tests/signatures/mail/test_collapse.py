"""A domain that collapses is flagged; chance, quiet nights and small domains are not."""

from datetime import date

import pytest

from signatures.mail.collapse import collapsed
from signatures.mail.funnel import Fares, Funnel

USUAL = Fares(asked=1000, confirmed=850)
EVERYBODY = Fares(asked=400, confirmed=330)


def flagged(recent: Fares, past: Fares | None = None, others: Fares = EVERYBODY) -> bool:
    funnel = Funnel(
        by_day={date(2026, 11, 26): Fares()},
        recent={"lab.example": recent, "others.example": others},
        past={"lab.example": past} if past else {},
    )
    return [one.domain for one in collapsed(funnel)] == ["lab.example"]


@pytest.mark.parametrize(
    ("recent", "past", "others"),
    [
        (Fares(asked=60, confirmed=5), USUAL, EVERYBODY),
        (Fares(asked=20, confirmed=0), USUAL, EVERYBODY),
        # No past of its own: the others say what is usual.
        (Fares(asked=60, confirmed=5), None, EVERYBODY),
        # Nobody else signs: its own past says it.
        (Fares(asked=60, confirmed=5), USUAL, Fares()),
    ],
)
def test_collapse_is_flagged(recent: Fares, past: Fares | None, others: Fares) -> None:
    assert flagged(recent, past, others)


@pytest.mark.parametrize(
    ("recent", "past", "others"),
    [
        (Fares(asked=19, confirmed=0), USUAL, EVERYBODY),  # too few to say
        (Fares(asked=60, confirmed=45), USUAL, EVERYBODY),  # a little less than usual
        (Fares(asked=22, confirmed=11), Fares(asked=50, confirmed=38), EVERYBODY),  # chance
        (Fares(asked=60, confirmed=5), USUAL, Fares(asked=400, confirmed=40)),  # a quiet night
        (Fares(asked=60, confirmed=5), Fares(asked=900, confirmed=90), EVERYBODY),  # as always
        (Fares(asked=60, confirmed=0), None, Fares()),  # nothing to compare with
    ],
)
def test_what_is_no_collapse_is_not(recent: Fares, past: Fares | None, others: Fares) -> None:
    assert not flagged(recent, past, others)


def test_flag_says_what_was_expected() -> None:
    funnel = Funnel(
        by_day={},
        recent={"lab.example": Fares(asked=50, confirmed=5), "x.example": EVERYBODY},
        past={"lab.example": USUAL},
    )

    [one] = collapsed(funnel)

    assert one.rate == pytest.approx(0.1)
    assert one.expected == pytest.approx(0.825)
