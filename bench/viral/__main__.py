"""`make viral`: ten minutes at 80 % of what the site carries, then three times too many.

First the rate is raised until answers are late or refused: that is 100 %. The verdict names
each promise and what was seen. The load is made on the same machine, by one process.
"""

import argparse
import asyncio
import json
import signal
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from bench import rows, visits
from bench.machine import machine, memory
from bench.site import Site, running_site
from bench.viral.client import Client
from bench.viral.load import MIX, Crowd, Seen
from signatures.signing.form_token import MINIMUM_AGE, QUICK
from signatures.tokens import LINK_LIFETIME, Purpose, mint

PAGES, SIGNING, OUTBOX = 0.250, 0.500, 10.0  # seconds
RECOVERY = 60.0  # seconds
STEP, FIRST = 1.3, 100.0
LINKS = 40_000
AGE = """
SELECT coalesce(extract(epoch FROM now() - min(due_at)), 0)::float
FROM signatures_outboundemail WHERE state = 'queued' AND due_at < now()
"""


def main() -> int:
    """Read the command line; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="bench.viral", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="at 80 percent")
    parser.add_argument("--rate", type=float, help="of 100 percent, instead of looking for it")
    parser.add_argument("--output", type=Path, required=True, help="takes the result, as JSON")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        tempfile.TemporaryDirectory(prefix="paraphe-viral-") as folder,
        running_site(Path(folder), signatures=1000) as site,
    ):
        if site.front is None:
            print("viral: nginx and openssl are needed", file=sys.stderr)
            return 1
        result = asyncio.run(viral(site, minutes=given.minutes, rate=given.rate))
        result |= {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(site)}
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(json.dumps(result, indent=2) + "\n")
    return int(not all(promise["kept"] for promise in result["promises"]))


async def viral(site: Site, *, minutes: float, rate: float | None) -> dict[str, Any]:
    """Go through the hour."""
    assert site.front is not None  # noqa: S101 -- asked by the caller
    client = Client(site.front.https, str(site.front.folder / "tls/fullchain.pem"))
    token = visits.form_token(site)
    await asyncio.sleep(max(MINIMUM_AGE, QUICK).total_seconds() + 0.5)
    crowd = Crowd(client, token, [], seed=1)
    await crowd.run(FIRST, 5)  # connections, caches, plans; and somebody has signed
    crowd = Crowd(client, token, _links(site), seed=2)
    rate = rate or await capacity(crowd)
    say(f"100 %: {rate:.0f} requests a second")
    before = sum(memory(site).values())
    ages: list[float] = []
    watching = asyncio.create_task(_watch(site, ages))
    busy = await crowd.run(0.8 * rate, 60 * minutes)
    watching.cancel()
    after = sum(memory(site).values())
    report("80 %", busy)
    flood = await crowd.run(3 * rate, max(20.0, 12 * minutes))
    report("300 %", flood)
    needed = await recovery(crowd, 0.5 * rate)
    client.close()
    age = sorted(ages)[int(len(ages) * 0.95)] if ages else 0.0
    failed, page, sign = busy.failed(), busy.p99("page"), busy.p99("sign")
    useful, silent = flood.good() / flood.seconds, flood.dishonest()
    seen = [
        ("80 %: no 5xx, no silence", f"{failed} failed", failed == 0),
        ("80 %: p99 of pages < 250 ms", f"{page * 1000:.0f} ms", page < PAGES),
        ("80 %: p99 of signing < 500 ms", f"{sign * 1000:.0f} ms", sign < SIGNING),
        ("80 %: age of the outbox, p95 < 10 s", f"{age:.1f} s", age < OUTBOX),
        ("80 %: memory flat (+10 %)", f"{before:.0f} to {after:.0f} MB", after < 1.1 * before),
        ("300 %: refusals say when to come back", f"{silent} did not", silent == 0),
        ("300 %: half of 100 % is still served", f"{useful:.0f} a second", useful > rate / 2),
        ("whole again within a minute", f"{needed:.0f} s", needed < RECOVERY),
    ]
    for promise, found, kept in seen:
        say(f"{'kept  ' if kept else 'BROKEN'} {promise}: {found}")
    return {
        "rate": rate,
        "mix": MIX,
        "minutes": minutes,
        "promises": [{"promise": one, "seen": two, "kept": kept} for one, two, kept in seen],
    }


async def capacity(crowd: Crowd) -> float:
    """Raise the rate until answers are late or refused; returns the last that was well."""
    rate, well = FIRST, FIRST
    while True:
        seen = await crowd.run(rate, 6)
        if not is_well(seen):
            return well
        rate, well = rate * STEP, rate


def is_well(seen: Seen) -> bool:
    """Say whether nothing was refused and nothing late."""
    return not seen.failed() and seen.p99("page") < PAGES and seen.p99("sign") < SIGNING


async def recovery(crowd: Crowd, rate: float) -> float:
    """Go on at half the rate; returns the seconds until all is well again."""
    began = time.perf_counter()
    while not is_well(await crowd.run(rate, 3)):
        if time.perf_counter() - began > 2 * RECOVERY:
            break
    return time.perf_counter() - began - 3


async def _watch(site: Site, ages: list[float]) -> None:
    while True:
        with suppress(OSError):
            ((age,),) = await asyncio.to_thread(site.ask, AGE)
            ages.append(float(str(age)))
        await asyncio.sleep(1)


def _links(site: Site) -> list[str]:
    """Make links of waiting signatures, more than will be asked for."""
    later = datetime.now(UTC) + LINK_LIFETIME
    return [
        f"/fr/confirm/{mint(purpose=Purpose.CONFIRM, handle=UUID(handle), expires_at=later)}/"
        for _pk, handle in rows.pending(site, LINKS)
    ]


def report(what: str, seen: Seen) -> None:
    """Say what was met."""
    rates = {
        status: round(number / seen.seconds, 1)
        for status, number in sorted(seen.statuses().items())
    }
    say(
        f"{what}: {seen.seconds:.0f} s, a second by status {rates}, "
        f"p99 page {seen.p99('page') * 1000:.0f} ms, sign {seen.p99('sign') * 1000:.0f} ms"
    )


def say(line: str) -> None:
    """Say what happens."""
    print(line, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
