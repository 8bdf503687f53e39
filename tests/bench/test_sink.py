import time
from pathlib import Path

from bench.sink import Counter


def test_both_sides_of_the_file_see_the_same_mails(tmp_path: Path) -> None:
    sink, bench = Counter(tmp_path / "counter"), Counter(tmp_path / "counter")

    assert [sink.add(now) for now in (5.0, 6.0)] == [1, 2]
    assert bench.read() == (2, 5.0, 6.0)

    bench.reset()

    assert sink.add(time.monotonic()) == 1
