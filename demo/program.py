"""What a program of the demo is, and how one is started."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from demo import tether
from demo.output import ALARMING, Alarm

# Programs stop from the upper layer down: nobody loses the server that he is talking to.
SERVERS, APPLICATION = 0, 1


class Account(NamedTuple):
    """The account that a program runs as, when it is not ours."""

    uid: int
    gid: int


def server_environment() -> dict[str, str]:
    """Return our variables for a server: messages in English, no settings by surprise.

    PostgreSQL would take its port and more from variables that were meant for `psql`.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**ours, "LC_ALL": "C"}


def nothing_to_prepare() -> None:
    """Do nothing before a start."""


def ready_when_started() -> bool:
    """Say that a program which listens to nobody is ready as soon as it runs."""
    return True


@dataclass(frozen=True)
class Program:
    """A program to run, once or for as long as the demo lasts.

    Attributes:
        name: what the terminal and the log file call it.
        argv: command line; the program must stay in the foreground.
        environment: all of its variables, not additions to ours.
        folder: its working directory.
        account: the account to run as, None for our own.
        stop_signal: asks it to stop soon and in good order.
        layer: SERVERS or APPLICATION.
        before_start: called before every start, restarts included; clears away what a
            killed predecessor has left. May take a second or two.
        is_ready: does it do its work? Asked often: must answer within a second.
        alarm: which of its lines are shown on the terminal.
    """

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    layer: int = APPLICATION
    before_start: Callable[[], None] = nothing_to_prepare
    is_ready: Callable[[], bool] = ready_when_started
    alarm: Alarm = ALARMING


def start(program: Program, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Start `program` in a session of its own, tied to the life of the calling thread.

    Its own session keeps a Ctrl-C in the terminal away from it, and lets `kill_group`
    reach whatever it has started in turn.

    Args:
        program: what to start; `before_start` has been called by the caller.
        output: an open file that takes its standard output and error.

    Raises:
        OSError: this Python itself cannot be run (a wrong `argv` shows as its exit).
    """
    uid, gid = program.account or (-1, -1)
    tie = (os.getpid(), int(program.stop_signal), uid, gid)
    return subprocess.Popen(
        [sys.executable, "-I", "-S", tether.__file__, *map(str, tie), *program.argv],
        env=dict(program.environment),
        cwd=program.folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a program started by `start` and all that it has started; the end is immediate.

    A gunicorn whose master was killed still has workers, and they hold the port.
    """
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        return
