from pathlib import Path

from bench.result import Report, Runs, Sample
from tests.bench.reports import measured, report


def test_one_disturbed_round_moves_nothing() -> None:
    line = measured(80, 8, 90)

    assert line.product.value == 80
    assert line.ratio == 0.8
    assert line.is_met


def test_drift_that_meets_both_sides_cancels() -> None:
    line = measured(80, 80, 80)
    slower = Runs(what="", samples=[Sample(value=value) for value in (100, 50, 40)])
    drifted = Runs(what="", samples=[Sample(value=value) for value in (80, 40, 32)])

    steady = type(line)(key="sign", unit="/s", product=drifted, floor=slower)

    assert steady.ratios == [0.8, 0.8, 0.8]


def test_of_a_time_less_is_better() -> None:
    assert measured(1.4, floor=1.0, unit="s").is_met is True
    assert measured(1.6, floor=1.0, unit="s").is_met is False


def test_what_was_not_measured_is_none() -> None:
    line = measured(80)

    assert line.product.middle("p99") == 2500.0
    assert line.product.middle("growth") is None
    assert line.floor.middle("p50") is None


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = report(measured(80, 90), measured(1.0, key="export", unit="s"))

    written.write(tmp_path / "new/1k.json")

    assert Report.read(tmp_path / "new/1k.json") == written
