from bench.viral.client import Answer
from bench.viral.load import Seen


def seen(*answers: Answer) -> Seen:
    return Seen(10.0, {"page": list(answers)})


def test_a_refusal_with_its_hour_is_honest_and_silence_is_not() -> None:
    busy = Answer(503, 0.1, retry_after=True)

    assert seen(busy, Answer(429, 0.1, retry_after=True)).dishonest() == 0
    assert seen(Answer(503, 0.1), Answer(0, 15.0), Answer(500, 0.1)).dishonest() == 3


def test_an_error_is_never_counted_as_served() -> None:
    met = seen(Answer(200, 0.1), Answer(303, 0.2), Answer(503, 0.1, retry_after=True))

    assert (met.good(), met.failed()) == (2, 1)


def test_the_slowest_are_looked_for_among_those_who_were_served() -> None:
    met = seen(*(Answer(200, number / 100) for number in range(100)), Answer(0, 15.0))

    assert met.p99("page") == 0.99
    assert met.p99("sign") == 0.0
