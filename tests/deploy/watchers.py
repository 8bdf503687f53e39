"""A thousand browsers that have an appeal's page open and ask for its figure, as figure.js does.

A program of its own, `python -m tests.deploy.watchers PORT CERTIFICATE PATH TIMES PAUSE`: it
holds more open files than a process of tests should. Prints JSON (`Watched`).
"""

import asyncio
import gzip
import json
import resource
import ssl
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass

from demo.readiness import HOST
from stack.front import Front
from stack.layout import ROOT
from stack.variables import SITE_HOST

WATCHERS = 1000
_OPEN_FILES = 4096
# So many begin at once: a browser that is not let in for seconds would give up.
_AT_THE_DOOR = 50


@dataclass(frozen=True)
class Watched:
    """What all of them were told.

    Attributes:
        statuses: how many answers of each status.
        totals: how many answers with each figure.
        seconds: from the first to the last.
    """

    statuses: dict[str, int]
    totals: dict[str, int]
    seconds: float


def watch(front: Front, path: str, *, times: int, pause: float) -> Watched:
    """Have everybody ask so many times, over one connection each.

    Args:
        front: the nginx in front of the site.
        path: of the figure.
        times: that each asks.
        pause: seconds before somebody asks again.
    """
    argv = [sys.executable, "-m", "tests.deploy.watchers", str(front.https)]
    argv += [str(front.folder / "tls/fullchain.pem"), path, str(times), str(pause)]
    done = subprocess.run(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return Watched(**json.loads(done.stdout))


class _Crowd:
    def __init__(self, port: int, certificate: str, path: str) -> None:
        self._port, self._tls = port, ssl.create_default_context(cafile=certificate)
        head = f"GET {path} HTTP/1.1\r\nHost: {SITE_HOST}\r\nAccept-Encoding: gzip\r\n\r\n"
        self._request = head.encode()
        self._door = asyncio.Semaphore(_AT_THE_DOOR)
        self.statuses: Counter[str] = Counter()
        self.totals: Counter[str] = Counter()

    async def watch(self, times: int, pause: float) -> asyncio.StreamWriter:
        """Ask so many times; the connection is given back open."""
        async with self._door:
            reader, writer = await asyncio.open_connection(
                HOST, self._port, ssl=self._tls, server_hostname=SITE_HOST
            )
            await self._ask(reader, writer)
        for _again in range(times - 1):
            await asyncio.sleep(pause)
            await self._ask(reader, writer)
        return writer

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self._request)
        status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        headers = dict(line.lower().split(": ", 1) for line in lines if line)
        body = await reader.readexactly(int(headers["content-length"]))
        if headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        self.statuses[status.split()[1]] += 1
        self.totals[str(json.loads(body)["total"])] += 1


async def _watched(port: int, certificate: str, path: str, times: int, pause: float) -> Watched:
    crowd = _Crowd(port, certificate, path)
    began = time.monotonic()
    connections = await asyncio.gather(*(crowd.watch(times, pause) for _ in range(WATCHERS)))
    seconds = time.monotonic() - began
    for connection in connections:
        connection.transport.abort()
    return Watched(dict(crowd.statuses), dict(crowd.totals), seconds)


def main() -> None:
    """Be the crowd, and tell what it was told."""
    port, certificate, path, times, pause = sys.argv[1:]
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    told = asyncio.run(_watched(int(port), certificate, path, int(times), float(pause)))
    print(json.dumps(asdict(told)))


if __name__ == "__main__":
    main()
