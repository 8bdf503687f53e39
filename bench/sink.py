"""A mail server that takes everything, keeps nothing, and counts.

Run as `python -m bench.sink --port PORT --counter FILE --first FILE`. Connections are kept
as long as the sender wants; the first mail after each reset is kept in a file.
"""

import argparse
import asyncio
import mmap
import struct
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from demo.readiness import HOST

_LAYOUT = struct.Struct("<Qdd")


class Counter:
    """How many mails came, and when: in a file that both processes have in memory.

    Times are those of `time.monotonic`, which all processes of a machine share.
    """

    def __init__(self, file: Path) -> None:
        """Open the counter, and make it when it is not there."""
        if not file.exists():
            file.write_bytes(bytes(_LAYOUT.size))
        with file.open("r+b") as opened:
            self._memory = mmap.mmap(opened.fileno(), _LAYOUT.size)

    def read(self) -> tuple[int, float, float]:
        """Give the number of mails, and the moments of the first and of the last one."""
        number, first, last = _LAYOUT.unpack_from(self._memory)
        return number, first, last

    def add(self, now: float) -> int:
        """Count a mail; returns how many there are."""
        number, first, _last = self.read()
        _LAYOUT.pack_into(self._memory, 0, number + 1, first or now, now)
        return number + 1

    def reset(self) -> None:
        """Begin anew."""
        _LAYOUT.pack_into(self._memory, 0, 0, 0.0, 0.0)


class Sink:
    """What aiosmtpd calls when a mail has arrived."""

    def __init__(self, counter: Counter, first: Path) -> None:
        self._counter, self._first = counter, first

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Count it."""
        if self._counter.add(time.monotonic()) == 1:
            self._first.write_bytes(envelope.original_content or b"")
        return "250 OK"


async def serve(port: int, counter: Counter, first: Path) -> None:
    """Take mail until the end of the process."""
    loop = asyncio.get_running_loop()
    sink = Sink(counter, first)
    server = await loop.create_server(
        lambda: SMTP(sink, enable_SMTPUTF8=True, hostname="localhost", loop=loop), HOST, port
    )
    await server.serve_forever()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="bench.sink", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--counter", type=Path, required=True)
    parser.add_argument("--first", type=Path, required=True)
    given = parser.parse_args()
    asyncio.run(serve(given.port, Counter(given.counter), given.first))


if __name__ == "__main__":
    main()
