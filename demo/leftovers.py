"""Processes that a killed run has left behind, and stopping them.

On Linux the kernel ends most of them with their parent (`demo.tether`). What remains is
found by what it is, not by a written-down process id, which may long be someone else's.
"""

import signal
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

import psutil

# The variable that our own programs carry, with the folder of their demo.
MARK = "PARAPHE_DEMO_OF"
AFTER_THE_KILL = 2.0  # seconds for the kernel to end what was killed
POLL = 0.02  # seconds


def working_in(folder: Path, names: Collection[str]) -> list[psutil.Process]:
    """Return the processes called one of `names` whose working directory is `folder`.

    PostgreSQL and Valkey move into their data, and each process of PostgreSQL does.
    """
    place = str(folder.resolve())
    return _processes(lambda found: found.name() in names and found.cwd() == place)


def marked(folder: Path) -> list[psutil.Process]:
    """Return the processes that carry the mark of the demo in `folder`."""
    return _processes(lambda found: found.environ().get(MARK) == str(folder))


def stop(processes: list[psutil.Process], stop_signal: signal.Signals, patience: float) -> None:
    """Ask `processes` to end, and kill those that have not after `patience` seconds.

    Only those are asked that were started by none of the others: PostgreSQL and gunicorn
    end their own workers, in the right order.
    """
    every = {process.pid for process in processes}
    for process in processes:
        with suppress(psutil.Error):
            if process.ppid() not in every:
                process.send_signal(stop_signal)
    for process in _wait(processes, patience):
        with suppress(psutil.Error):
            process.kill()
    _wait(processes, AFTER_THE_KILL)


def _wait(processes: list[psutil.Process], patience: float) -> list[psutil.Process]:
    """Wait until all have ended, at most `patience` seconds; return those that have not.

    A zombie has ended. It only waits for process 1 to take note, which in a container may
    be a program that never does.
    """
    deadline = time.monotonic() + patience
    while (alive := [one for one in processes if _is_alive(one)]) and time.monotonic() < deadline:
        time.sleep(POLL)
    return alive


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _processes(is_ours: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        # It may have ended meanwhile, or belong to somebody who does not let us ask.
        with suppress(psutil.Error, OSError):
            if is_ours(process):
                found.append(process)
    return found
