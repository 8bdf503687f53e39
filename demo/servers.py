"""PostgreSQL and Valkey together: for the demo's supervisor, and for the test suite."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from demo import cluster, postgres, valkey
from demo.folders import held, socket_folder
from demo.output import last_lines
from demo.problems import DemoError
from demo.program import Program, kill_group, start

STARTING, STOPPING = 60.0, 10.0  # seconds
POLL = 0.01  # seconds


class ServerFailedError(DemoError):
    """A server ended or did not answer; the message has its last lines."""


@dataclass(frozen=True)
class Servers:
    """The servers on one folder of data, prepared but not started.

    Attributes:
        programs: to be started in this order and stopped in the other.
        environment: the variables that reach them.
        sockets: the folder of their sockets.
    """

    programs: tuple[Program, ...]
    environment: dict[str, str]
    sockets: Path

    def create_database(self) -> bool:
        """Create the database if need be; return False when the server is not to be had."""
        has_postgres = "DATABASE_URL" in self.environment
        return postgres.create_database(self.sockets) if has_postgres else True

    def remove_sockets(self) -> None:
        """Remove the folder of the sockets, after the servers have stopped."""
        shutil.rmtree(self.sockets, ignore_errors=True)


def prepare_servers(
    data: Path, *, durable: bool = True, with_postgres: bool = True, with_valkey: bool = True
) -> Servers:
    """Prepare what is wanted of PostgreSQL and Valkey on `data`.

    Args:
        data: the folder that keeps their data; made when absent.
        durable: False trades safety for speed, for the tests alone.
        with_postgres: whether PostgreSQL is wanted.
        with_valkey: whether Valkey is wanted.

    Raises:
        FolderError: the data or the sockets cannot be where they have to.
        ServerMissingError: a server is not installed.
    """
    data = data.resolve()
    sockets = socket_folder(data)
    programs: list[Program] = []
    environment: dict[str, str] = {}
    if with_postgres:
        programs.append(postgres.postgres_program(data, sockets, durable=durable))
        place = str(postgres.socket_place(sockets))
        address = f"postgresql://{cluster.SUPERUSER}@/{postgres.DATABASE}"
        environment["DATABASE_URL"] = f"{address}?host={quote(place)}"
        # psql and `manage.py dbshell` look here, not into the query of an address.
        environment["PGHOST"] = place
    if with_valkey:
        programs.append(valkey.valkey_program(data, sockets, durable=durable))
        environment["REDIS_URL"] = f"unix://{valkey.socket_place(sockets)}?db=0"
    return Servers(tuple(programs), environment, sockets)


@contextmanager
def running_servers(data: Path, *, durable: bool = False) -> Iterator[dict[str, str]]:
    """Run both servers on `data` while the block runs, and yield the variables to reach them.

    For the test suite; what dies stays dead here. The servers are tied to the thread that
    calls this (on Linux): call it from one that lives as long as they are needed.

    Args:
        data: the folder of their data; one caller at a time.
        durable: whether data must survive a crash of the machine.

    Raises:
        FolderError: `data` cannot be used, or is in use (FolderInUseError).
        ServerFailedError: a server does not start.
        ServerMissingError: a server is not installed.
    """
    data = data.resolve()
    with held(data):
        servers = prepare_servers(data, durable=durable)
        started: list[tuple[Program, subprocess.Popen[bytes]]] = []
        try:
            for program in servers.programs:
                program.before_start()
                with _log(data, program).open("wb") as log:
                    started.append((program, start(program, log)))
            _wait_until_ready(data, started)
            servers.create_database()
            yield dict(servers.environment)
        finally:
            for program, process in reversed(started):
                _stop(program, process)
            servers.remove_sockets()
            if not durable:  # a test's folder goes away by itself, the one elsewhere does not
                cluster.discard_elsewhere(data)


def _log(data: Path, program: Program) -> Path:
    return data / f"{program.name}.log"


def _wait_until_ready(data: Path, started: list[tuple[Program, subprocess.Popen[bytes]]]) -> None:
    deadline = time.monotonic() + STARTING
    for program, process in started:
        while not program.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                said = "\n".join(last_lines(_log(data, program), 10))
                raise ServerFailedError(f"{program.name} does not start:\n{said}")
            time.sleep(POLL)


def _stop(program: Program, process: subprocess.Popen[bytes]) -> None:
    process.send_signal(program.stop_signal)
    try:
        process.wait(STOPPING)
    except subprocess.TimeoutExpired:
        kill_group(process)
        process.wait()
