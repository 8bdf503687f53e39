"""`make bench`: load signatures, measure, print the table, keep the result."""

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from bench import table
from bench.figure import ROUNDS, BenchError, Figure
from bench.files import file_figures
from bench.machine import commit, machine, memory
from bench.mail import mail_figures
from bench.pages import page_figures
from bench.result import Report
from bench.signing import Signing, signing_figures
from bench.site import Site, running_site
from bench.wrk import wrk_binary
from stack.front import NotInstalledError

SIZES = {"1k": 1_000, "100k": 100_000, "1m": 1_000_000, "10m": 10_000_000}


def main() -> int:
    """Read the command line and measure; 1 when something could not be measured."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="1k", help="signatures to load")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each run, one or more")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="runs of each figure")
    parser.add_argument("--output", type=Path, required=True, help="takes the result, as JSON")
    parser.add_argument("--only", nargs="*", default=[], help="names of figures, such as sign")
    given = parser.parse_args()
    try:
        wrk_binary()
    except NotInstalledError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    # Asked to stop, it leaves neither processes nor gigabytes behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="paraphe-bench-") as folder:
        say(f"Loading {given.size} signatures ...")
        with running_site(Path(folder), signatures=SIZES[given.size]) as site:
            report = measure(
                site,
                signatures=SIZES[given.size],
                seconds=given.seconds,
                rounds=given.rounds,
                only=given.only,
            )
    report.write(given.output)
    for lines in (table.figures(report), table.processors(report), table.layers(report)):
        print(table.in_plain_text(lines) + "\n")
    for sentence in report.skipped:
        print(f"NOT measured: {sentence}")
    print(f"Kept in {given.output}")
    return int(any("nginx" not in sentence for sentence in report.skipped))


def measure(site: Site, *, signatures: int, seconds: float, rounds: int, only: list[str]) -> Report:
    """Measure every figure; one that fails is named and leaves the others alone."""
    described, measured, skipped = machine(site), [], []
    if site.front is None:
        skipped.append("pages through nginx: there is no nginx, or no openssl")
    counted = json.loads(site.processes.run(["python", "-m", "bench.queries"], site.environment))
    for figure in figures(site, seconds=seconds):
        if only and figure.key not in only:
            continue
        say(f"{figure.what} ...")
        try:
            line = figure.measure(queries=counted.get(figure.key), rounds=rounds)
        except BenchError as error:
            skipped.append(f"{figure.what}: {error}")
            continue
        measured.append(line)
    return Report(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=commit(),
        machine=described,
        signatures=signatures,
        seconds=seconds,
        measured=measured,
        memory=memory(site),
        skipped=skipped,
        layers=json.loads(site.processes.run(["python", "-m", "bench.layers"], site.environment)),
    )


def figures(site: Site, *, seconds: float) -> Iterator[Figure]:
    """Give all figures: reading first, while nobody has signed yet."""
    yield from chain(page_figures(site, seconds=seconds), file_figures(site))
    signing = Signing(site, seconds=seconds)
    yield from chain(signing_figures(signing), mail_figures(signing))


def say(line: str) -> None:
    """Say what is done at this moment."""
    print(line, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
