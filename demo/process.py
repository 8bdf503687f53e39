"""One program under supervision: the process of the moment, and its output."""

import os
import selectors
import signal
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import TYPE_CHECKING

from demo.output import Output
from demo.program import Program, kill_group, start

if TYPE_CHECKING:
    import subprocess

FIRST_DELAY, LONGEST_DELAY = 0.2, 5.0  # seconds from a death to the next start
LIVED = 10.0  # seconds after which a death counts as the first one


class Process:
    """A program and how it fares, from one start to the next.

    Attributes:
        program: what is run.
        deaths: how often it has ended.
        is_ready: whether it was seen to do its work since its last start.
        returncode: how it ended last, None before; negative for a signal.
    """

    def __init__(
        self,
        program: Program,
        logs: Path,
        say: Callable[[str], None],
        selector: selectors.BaseSelector,
        threads: Executor,
    ) -> None:
        """Open the log; nothing is started yet.

        Args:
            program: what to run.
            logs: the folder of its log file.
            say: shows one line on the terminal.
            selector: where its pipe is registered, with this object as data.
            threads: put the questions whether it is ready.
        """
        self.program, self.deaths, self.is_ready = program, 0, False
        self.returncode: int | None = None
        self.output = Output(program.name, logs / f"{program.name}.log", program.alarm, say)
        self._say, self._selector, self._threads = say, selector, threads
        self._question: Future[bool] | None = None
        self._running: subprocess.Popen[bytes] | None = None
        self._began, self._start_at, self._delay = 0.0, 0.0, FIRST_DELAY

    @property
    def is_running(self) -> bool:
        """Whether there is a process, as far as was noticed."""
        return self._running is not None

    def start(self) -> None:
        """Clear away what is left of the last process, and start the next."""
        self._began, self.is_ready, self._question = time.monotonic(), False, None
        try:
            self.program.before_start()
            ours, theirs = self.output.open_pipe()
            try:
                self._running = start(self.program, theirs)
            finally:
                os.close(theirs)
        except OSError as error:  # no memory, no more processes, a folder that went away
            self._plan()
            self._say(f"demo | {self.program.name} cannot be started: {error}")
            return
        self._selector.register(ours, selectors.EVENT_READ, self)

    def move_output(self) -> None:
        """Take what has been written; called when the selector says that there is some."""
        if not self.output.pump():
            self._close_pipe()

    def reap(self) -> bool:
        """Return whether the process has ended, once for each; clear away after it."""
        if not self._running or self._running.poll() is None:
            return False
        self.returncode = self._running.returncode
        kill_group(self._running)  # what it has started in turn goes with it
        self._running, self.is_ready = None, False
        self._close_pipe()
        self._plan()
        return True

    def look(self) -> bool:
        """Ask whether it is ready, unless that is known; return whether it has become so.

        The question is put in a thread: whoever hangs must not keep others from healing.
        """
        if self.is_ready or not self._running:
            return False
        if self._question is None:
            self._question = self._threads.submit(self.program.is_ready)
        elif self._question.done():
            self.is_ready, self._question = self._question.result(), None
        return self.is_ready

    def is_due(self) -> bool:
        """Say whether it may be started again."""
        return time.monotonic() >= self._start_at

    def ending(self) -> str:
        """Tell how it ended and what happens now."""
        code = self.returncode or 0
        how = signal.Signals(-code).name if code < 0 else f"exit {code}"
        return f"{self.program.name} died ({how}), starts again in {self._delay:.1f} s"

    def ask_to_stop(self) -> None:
        """Send the program its stop signal."""
        if self._running:
            self._running.send_signal(self.program.stop_signal)

    def kill(self) -> None:
        """End the program and all that it has started, at once."""
        if self._running:
            kill_group(self._running)

    def _plan(self) -> None:
        """Count a death, and decide when to start again: soon, later if it happens a lot."""
        self.deaths += 1
        now = time.monotonic()
        is_first = self.deaths == 1 or now - self._began >= LIVED
        self._delay = FIRST_DELAY if is_first else min(2 * self._delay, LONGEST_DELAY)
        self._start_at = now + self._delay

    def _close_pipe(self) -> None:
        if self.output.reading >= 0:
            self._selector.unregister(self.output.reading)
            self.output.close_pipe()
