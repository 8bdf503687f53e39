"""Keeps the programs of the demo running until it is told to stop.

One loop: each turn moves the programs' output, starts again what died, and
asks those that are not ready yet. Whoever waits for something waits in that loop.
"""

import selectors
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from demo.output import last_lines
from demo.problems import DemoError
from demo.process import Process
from demo.program import APPLICATION, SERVERS, Program
from demo.signals import StopSignals

# Seconds that each layer gets to stop, before it is killed: less than ten together.
STOPPING = ((APPLICATION, 4.0), (SERVERS, 4.0))
AFTER_THE_KILL = 0.5  # seconds for the kernel to end a killed program
POLL, IDLE = 0.05, 1.0  # seconds between two turns: waiting for something, or for nothing
TRIES = 5  # for a step whose servers died under it
LINES_OF_A_FAILURE = 15


class StopRequestedError(Exception):
    """Ctrl-C or SIGTERM: whoever waits has to leave, and the programs are stopped."""


class StepFailedError(DemoError):
    """A program that runs once ended badly; the message has its last lines."""


class Supervisor:
    """A context manager: inside it programs are kept running, at its end all are stopped.

    For the main thread only, because of the signals.
    """

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        """Take note of where output goes.

        Args:
            logs: folder of the log files, `<name>.log` each; made when absent.
            say: shows one line on the terminal.
        """
        self._logs, self._say = logs, say
        self._kept: list[Process] = []
        self._steps: list[Process] = []
        self._signals = StopSignals()

    def __enter__(self) -> Self:
        """Begin to listen to signals."""
        self._logs.mkdir(parents=True, exist_ok=True)
        self._signals.__enter__()
        self._threads = ThreadPoolExecutor()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._signals.wake, selectors.EVENT_READ)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Stop every program within ten seconds. That a signal asked for it is no error."""
        for layer, patience in STOPPING:
            everything = reversed([*self._kept, *self._steps])
            self._stop([one for one in everything if one.program.layer == layer], patience)
        for process in (*self._kept, *self._steps):
            process.output.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._selector.close()
        self._signals.__exit__(kind, error, trace)
        return isinstance(error, StopRequestedError)

    def keep(self, *programs: Program) -> None:
        """Start `programs` in this order, and from now on again each time that one ends."""
        for program in programs:
            process = self._process(program)
            self._kept.append(process)
            process.start()

    def run(self, *programs: Program) -> None:
        """Run `programs` to their end, side by side, while the others are kept running.

        One that fails while a kept program died is run again: it has to bear repetition.

        Raises:
            StepFailedError: one failed, and that was no other's fault.
            StopRequestedError: a signal arrived first.
        """
        for attempt in range(1, TRIES + 1):
            deaths = self._deaths()
            failed = self._run_once(programs)
            if not failed:
                return
            if attempt == TRIES or (self._deaths() == deaths and self.all_ready()):
                name, log = failed[0].program.name, failed[0].output.log
                said = "\n".join(last_lines(log, LINES_OF_A_FAILURE))
                raise StepFailedError(f"{name} failed, see {log}:\n{said}")
            programs = tuple(step.program for step in failed)
            self.wait_until(self.all_ready)

    def all_ready(self) -> bool:
        """Say whether every kept program does its work."""
        return not self.waited_for()

    def waited_for(self) -> list[str]:
        """Return the names of the kept programs that are not ready."""
        return [process.program.name for process in self._kept if not process.is_ready]

    def wait_until(
        self, condition: Callable[[], bool], patience: float = float("inf"), every: float = POLL
    ) -> bool:
        """Keep things running until `condition` holds; return whether it came to hold.

        Args:
            condition: must answer within a second.
            patience: seconds after which to give up.
            every: seconds from one question to the next.

        Raises:
            StopRequestedError: a signal arrived first.
        """
        deadline = time.monotonic() + patience
        while not condition():
            if time.monotonic() > deadline:
                return False
            ask_again_at = time.monotonic() + every
            while (pause := ask_again_at - time.monotonic()) > 0:
                self._turn(min(pause, POLL))
        return True

    def watch(self) -> None:
        """Keep things running until a signal arrives.

        Raises:
            StopRequestedError: always, in the end.
        """
        while True:
            self._turn(IDLE if self.all_ready() else POLL)

    def _process(self, program: Program) -> Process:
        return Process(program, self._logs, self._say, self._selector, self._threads)

    def _turn(self, longest: float) -> None:
        self._move_output(longest)
        if self._signals.requested:
            raise StopRequestedError
        for process in self._kept:
            if process.reap():
                self._say(f"demo | {process.ending()}")
            elif not process.is_running and process.is_due():
                process.start()
            elif process.look() and process.deaths:
                self._say(f"demo | {process.program.name} is back")

    def _move_output(self, longest: float) -> None:
        """Wait for output or a signal, at most `longest` seconds, and take it."""
        for key, _ in self._selector.select(longest):
            if key.data is None:
                self._signals.read()
            else:
                key.data.move_output()

    def _run_once(self, programs: tuple[Program, ...]) -> list[Process]:
        """Run `programs` to their end, and return those that failed."""
        self._steps = [self._process(program) for program in programs]
        for step in self._steps:
            step.start()
        self.wait_until(lambda: not _running(self._steps))
        done, self._steps = self._steps, []
        for step in done:
            step.output.close()
        return [step for step in done if step.returncode != 0]

    def _deaths(self) -> int:
        return sum(process.deaths for process in self._kept)

    def _stop(self, processes: list[Process], patience: float) -> None:
        for process in processes:
            process.ask_to_stop()
        deadline = time.monotonic() + patience
        while (left := _running(processes)) and time.monotonic() < deadline:
            self._move_output(POLL)
        for process in left:
            process.kill()
        while _running(left) and time.monotonic() < deadline + AFTER_THE_KILL:
            self._move_output(POLL)


def _running(processes: list[Process]) -> list[Process]:
    """Return those that still run."""
    for process in processes:
        process.reap()
    return [process for process in processes if process.is_running]
