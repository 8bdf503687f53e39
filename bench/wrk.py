"""wrk, which makes requests as fast as they are answered."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.figure import BenchError
from bench.processor import Meter
from bench.result import Sample
from bench.site import Site
from stack.front import NotInstalledError

THREADS = 2
SCRIPTS = Path(__file__).resolve().parent / "lua"


def wrk_binary() -> str:
    """Return the wrk of this machine.

    Raises:
        NotInstalledError: there is none.
    """
    found = shutil.which("wrk")
    if found is None:
        raise NotInstalledError("no wrk: apt install wrk")
    return found


@dataclass(frozen=True, kw_only=True)
class Load:
    """Requests of one kind.

    Attributes:
        url: where they go; a script may choose another path.
        headers: of each request.
        script: the name of a file in `lua/`, without its ending; "" for one page.
        arguments: for the script.
        connections: kept open; each asks again as soon as it is answered.
    """

    url: str
    headers: Mapping[str, str]
    script: str = ""
    arguments: tuple[str, ...] = ()
    connections: int = 16


@dataclass(frozen=True)
class Answers:
    """What came back.

    Attributes:
        number: of answers.
        seconds: that it took.
        p50, p99: latency in milliseconds.
        refused: answers of 400 or more.
        broken: connections and requests without an answer.
        processor: as in `bench.result.Sample`.
    """

    number: int
    seconds: float
    p50: float
    p99: float
    refused: int
    broken: int
    processor: dict[str, float] = field(default_factory=dict)

    def sample(self) -> Sample:
        """Give the run's rate.

        Raises:
            BenchError: there was none, or more than one in a hundred was a refusal.
        """
        if not self.number:
            raise BenchError(f"no answer within {self.seconds:.1f} s")
        if self.refused * 100 > self.number:
            raise BenchError(f"{self.refused} of {self.number} requests were refused")
        rate = (self.number - self.refused) / self.seconds
        failed = self.refused + self.broken
        return Sample(
            value=rate, p50=self.p50, p99=self.p99, failed=failed, processor=self.processor
        )


def load(load: Load, *, seconds: float, site: Site) -> Answers:
    """Make requests for so long.

    Args:
        load: which.
        seconds: at least one.
        site: its programs are watched, and its folder takes the script.

    Raises:
        BenchError: wrk itself failed.
        NotInstalledError: there is no wrk.
    """
    parts = [name for name in ("report", load.script) if name]
    script = site.folder / f"{'-'.join(parts)}.lua"
    script.write_text("\n".join((SCRIPTS / f"{part}.lua").read_text() for part in parts))
    argv = [wrk_binary(), f"-t{THREADS}", f"-c{load.connections}", f"-d{max(1, round(seconds))}s"]
    argv += ["--timeout", "10s", "--script", str(script)]
    for name, value in load.headers.items():
        argv += ["--header", f"{name}: {value}"]
    meter = Meter(site)
    done = subprocess.run(
        [*argv, load.url, "--", *load.arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 60,
    )
    try:
        said = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError) as error:
        raise BenchError(f"wrk: {done.stdout}{done.stderr}") from error
    return Answers(
        said["requests"],
        said["microseconds"] / 1e6,
        said["p50"] / 1e3,
        said["p99"] / 1e3,
        said["refused"],
        said["broken"],
        meter.each(said["requests"]),
    )
