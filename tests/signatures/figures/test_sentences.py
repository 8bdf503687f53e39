"""What can be quoted never says more than the figure, and is set as it is printed."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from signatures.figures.sentences import at_least, rounded_down, sentence

FIGURES = st.integers(min_value=0, max_value=100_000_000)
AT = datetime(2026, 11, 26, 13, 5, tzinfo=UTC)


def said(text: str) -> int:
    """The number that somebody reads."""
    digits = re.search(r"\d[\d,\u202f]*", text)
    assert digits
    return int(re.sub(r"\D", "", digits[0]))


@given(figure=FIGURES, language=st.sampled_from(["fr", "en"]))
@example(figure=1100, language="fr")
@example(figure=1101, language="fr")
@example(figure=99, language="en")
def test_sentence_never_says_more_than_the_figure(figure: int, language: str) -> None:
    text = at_least(figure, language)

    claimed = said(text)
    if text.startswith(("plus de", "more than")):
        assert claimed < figure
    else:
        assert claimed == figure


@given(figure=FIGURES)
def test_little_is_lost_by_rounding(figure: int) -> None:
    assert 0 <= figure - rounded_down(figure) <= figure // 10


@pytest.mark.parametrize(
    ("figure", "french", "english"),
    [
        (0, "0\u00a0signataire", "0\u00a0signatories"),
        (1, "1\u00a0signataire", "1\u00a0signatory"),
        (87, "87\u00a0signataires", "87\u00a0signatories"),
        (847, "plus de 840\u00a0signataires", "more than 840\u00a0signatories"),
        (1100, "1\u202f100\u00a0signataires", "1,100\u00a0signatories"),
        (1149, "plus de 1\u202f100\u00a0signataires", "more than 1,100\u00a0signatories"),
        (
            1_250_000,
            "plus de 1\u202f200\u202f000\u00a0signataires",
            "more than 1,200,000\u00a0signatories",
        ),
    ],
)
def test_numbers_are_set_as_they_are_printed(figure: int, french: str, english: str) -> None:
    assert at_least(figure, "fr") == french
    assert at_least(figure, "en") == english


def test_sentence_says_when_and_what() -> None:
    assert sentence(1149, title="Pour une IA", taken_at=AT, language="fr") == (
        "Le 26 novembre 2026 à 14\u00a0h\u00a005, l’appel «\u00a0Pour une IA\u00a0» comptait "
        "plus de 1\u202f100\u00a0signataires."
    )
    assert sentence(1149, title="For an AI", taken_at=AT, language="en") == (
        "On 26 November 2026 at 14:05, “For an AI” had more than 1,100\u00a0signatories."
    )
