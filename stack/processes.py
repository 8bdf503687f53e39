"""Processes that live as long as a block of ours, or until they are killed."""

import subprocess
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from demo.program import Program, kill_group, start
from stack.layout import ROOT


class CommandFailedError(Exception):
    """A command of the installation did not end well; the message is what it said."""


class Processes:
    """Starts the commands of an installation from the repository's root, and ends them.

    Args:
        folder: takes what they say, a file `NAME.log` for each.
        stack: ends them all.
    """

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, argv: list[str], environment: Mapping[str, str]) -> None:
        """Start a process.

        Args:
            name: it has none of those that run.
            argv: its command line.
            environment: all of its variables.
        """
        program = Program(name=name, argv=tuple(argv), environment=environment, folder=ROOT)
        with (self._folder / f"{name}.log").open("ab") as log:
            process = start(program, log)
        self._running[name] = process
        self._stack.callback(self._end, process)

    def run(self, argv: list[str], environment: Mapping[str, str]) -> str:
        """Run a command to its end and return what it wrote.

        Raises:
            CommandFailedError: with what it wrote.
        """
        done = subprocess.run(
            argv, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CommandFailedError(f"{' '.join(argv)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def kill(self, name: str) -> None:
        """Kill a process and all that it has started: as if its container were gone."""
        self._end(self._running.pop(name))

    def ids(self) -> dict[str, int]:
        """Give the process id of each that runs, by name."""
        return {name: process.pid for name, process in self._running.items()}

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        kill_group(process)
        process.wait()
