"""A hot standby of the tests' own PostgreSQL, and the replica that Django makes of it."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from django.db import OperationalError, connection, connections

from demo.program import kill_group, start
from signatures.models.lagging import position
from stack.standby import follow, standby_program

NAME = "replica-1"
PATIENCE = 60.0  # seconds; only a failing test takes so long
FOLLOWS = 20.0  # seconds; a standby that follows has all in one
_SERVES = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"


class Standby:
    """The server, with what a test does to it."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o711)  # as root, PostgreSQL runs under another account
        self.sockets, self._log, self._data = folder / "s", folder / "log", folder / "data"
        self._program = standby_program(self._data, self.sockets)
        self._process: subprocess.Popen[bytes] | None = None
        self.copy()

    def copy(self) -> None:
        """Make it what the primary is now."""
        follow(self._data, host=str(connection.settings_dict["OPTIONS"]["host"]))

    def start(self) -> None:
        """Start it, unless it runs; again, if it gave up."""
        if self._process is None or self._process.poll() is not None:
            (self._program.folder / "postmaster.pid").unlink(missing_ok=True)
            with self._log.open("ab") as log:
                self._process = start(self._program, log)

    def kill(self) -> None:
        """Kill it, as if its machine were gone."""
        if self._process is not None:
            # Its children are in groups of their own. As long as one holds the shared memory,
            # no other server starts in this folder.
            children = psutil.Process(self._process.pid).children(recursive=True)
            kill_group(self._process)
            self._process.wait()
            for child in children:
                with suppress(psutil.NoSuchProcess):
                    child.kill()
            _gone, alive = psutil.wait_procs(children, timeout=PATIENCE)
            assert not alive, alive
            self._process = None

    def ask(self, sql: str, *values: str) -> object:
        """Give the one value that a statement returns on the standby."""
        with connections[NAME].cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone()[0] if cursor.description else None

    def comes_back(self) -> bool:
        """Start it and ask it something."""
        self.start()
        return bool(self.ask("SELECT true"))

    def catch_up(self) -> None:
        """Wait until it has what the primary has; copied anew when it cannot follow any more.

        The tests' primary keeps no log for a standby that was away, and other tests write.
        """
        reached = position()

        def is_there() -> object:
            return self.ask(_SERVES, reached)

        try:
            eventually(is_there, patience=FOLLOWS)
        except (AssertionError, OperationalError):
            self.kill()
            connections[NAME].close()
            self.copy()
            self.start()
            eventually(is_there)


def eventually(condition: Callable[[], object], *, patience: float = PATIENCE) -> None:
    """Wait until `condition` gives something true, and does not fail any more."""
    deadline = time.monotonic() + patience
    while True:
        try:
            if condition():
                return
        except OperationalError:
            connections[NAME].close()
            if time.monotonic() > deadline:
                raise
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def running_standby() -> Iterator[Standby]:
    """Run a standby while the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="paraphe-standby-"))
    standby = Standby(folder)
    standby.start()
    try:
        yield standby
    finally:
        standby.kill()
        shutil.rmtree(folder, ignore_errors=True)
