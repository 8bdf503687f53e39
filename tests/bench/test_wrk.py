import pytest

from bench.figure import BenchError
from bench.signing import Signing
from bench.wrk import Answers


def answers(number: int, refused: int = 0, broken: int = 0) -> Answers:
    return Answers(number, 2.0, 10.0, 50.0, refused, broken)


def test_a_rate_is_of_what_was_accepted() -> None:
    sample = answers(1000, refused=10, broken=2).sample()

    assert (sample.value, sample.failed, sample.p99) == (495.0, 12, 50.0)


@pytest.mark.parametrize("bad", [answers(0), answers(100, refused=2)])
def test_refusals_are_no_rate(bad: Answers) -> None:
    with pytest.raises(BenchError):
        bad.sample()


def test_each_answer_has_its_row_and_what_was_under_way_may_have_one() -> None:
    Signing.compare(answers(100), 100)
    Signing.compare(answers(100), 116)


@pytest.mark.parametrize("rows", [99, 117])
def test_other_rows_than_answers_are_no_figure(rows: int) -> None:
    with pytest.raises(BenchError):
        Signing.compare(answers(100), rows)
