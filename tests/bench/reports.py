"""Results that nobody has measured."""

from bench.result import Measured, Report, Runs, Sample


def measured(*values: float, key: str = "sign", floor: float = 100.0, unit: str = "/s") -> Measured:
    """Make a line in which the floor is the same in each round."""
    return Measured(
        key=key,
        unit=unit,
        target=1.5 if unit == "s" else 0.8,
        queries=14,
        product=Runs(
            what="signatures <accepted>",
            samples=[Sample(value=value, p50=10.0, p99=2500.0, failed=1) for value in values],
        ),
        floor=Runs(what="a bare view", samples=[Sample(value=floor) for _value in values]),
    )


def report(*lines: Measured, signatures: int = 1000) -> Report:
    return Report(
        at="2026-11-26T12:00:00+00:00",
        commit="0123456789ab",
        machine={"cores": "2"},
        signatures=signatures,
        seconds=5.0,
        measured=list(lines),
        memory={"web": 224.0},
    )
