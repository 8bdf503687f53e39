from pathlib import Path

import pytest

from bench.compare import changes, main
from tests.bench.reports import measured, report


def test_what_moves_less_than_its_rounds_differ_is_the_same() -> None:
    (change,) = changes(report(measured(70, 80, 90)), report(measured(60, 70, 80)))

    assert change.verdict == "same"


def test_what_moves_more_than_its_rounds_differ_is_named() -> None:
    (worse,) = changes(report(measured(79, 80, 81)), report(measured(59, 60, 61)))
    (better,) = changes(report(measured(59, 60, 61)), report(measured(79, 80, 81)))

    assert (worse.verdict, better.verdict) == ("WORSE", "better")


def test_a_longer_time_is_worse() -> None:
    old, new = (report(measured(seconds, floor=1.0, unit="s")) for seconds in (1.0, 1.5))

    (change,) = changes(old, new)

    assert change.verdict == "WORSE"


def test_a_slower_machine_is_no_regression() -> None:
    (change,) = changes(report(measured(80, 80)), report(measured(40, 40, floor=50.0)))

    assert change.gain == 0


def test_only_what_both_have_is_compared() -> None:
    assert changes(report(measured(80)), report(measured(80, key="other"))) == []


@pytest.mark.parametrize(("new", "status"), [(80, 0), (40, 1)])
def test_a_regression_shows_in_the_exit(
    new: int,
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    report(measured(80)).write(tmp_path / "old.json")
    report(measured(new)).write(tmp_path / "new.json")
    files = [str(tmp_path / name) for name in ("old.json", "new.json")]
    monkeypatch.setattr("sys.argv", ["compare", *files])

    assert main() == status
    assert "signatures <accepted>" in capsys.readouterr().out
