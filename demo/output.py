"""What the programs say: every line to its log file, the alarming ones to the terminal."""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

Alarm = re.Pattern[str]

# Words of Python's logging, of warnings and of the last line of a traceback.
ALARMING: Alarm = re.compile(
    r"\b(WARN|WARNING|ERROR|CRITICAL|FATAL|PANIC)\b|^[\w.]*(Error|Exception|Warning)\b"
)
LARGEST_LOG = 5_000_000  # bytes; a longer file is begun anew at the next start
LONGEST_LINE = 64_000  # bytes; longer ones are cut in two
# A program in trouble may say the same a hundred times a second.
LINES_SHOWN, SHOWN_WITHIN = 8, 10.0  # lines, seconds


class Output:
    """The standard output and error of one program, through all of its restarts.

    Attributes:
        log: the file that takes every line.
        reading: our end of the pipe, -1 while there is none.
    """

    def __init__(self, name: str, log: Path, alarm: Alarm, show: Callable[[str], None]) -> None:
        """Open the log file.

        Args:
            name: the prefix on the terminal.
            log: where every line goes.
            alarm: which lines are shown as well.
            show: called with each line to be shown.
        """
        self.log, self.reading = log, -1
        self._name, self._alarm, self._show = name, alarm, show
        too_large = log.exists() and log.stat().st_size > LARGEST_LOG
        self._file = log.open("wb" if too_large else "ab", buffering=0)
        self._rest = b""
        self._window_began, self._shown = 0.0, 0

    def open_pipe(self) -> tuple[int, int]:
        """Make the pipe for a new process and return its two ends, (ours, theirs)."""
        self.close_pipe()
        self.reading, theirs = os.pipe()
        os.set_blocking(self.reading, False)
        return self.reading, theirs

    def pump(self) -> bool:
        """Take what has arrived; return whether more may come."""
        while self.reading >= 0:
            try:
                chunk = os.read(self.reading, 65_536)
            except BlockingIOError:
                return True
            if not chunk:
                return False
            self._file.write(chunk)
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            if len(self._rest) > LONGEST_LINE:
                lines, self._rest = [*lines, self._rest], b""
            for line in lines:
                self._consider(line)
        return False

    def close_pipe(self) -> None:
        """Take the last words of a process that ended, and close our end of its pipe."""
        self.pump()
        if self._rest:
            self._file.write(b"\n")
            self._consider(self._rest)
            self._rest = b""
        if self.reading >= 0:
            os.close(self.reading)
            self.reading = -1

    def close(self) -> None:
        """Close the pipe and the log file."""
        self.close_pipe()
        self._file.close()

    def _consider(self, line: bytes) -> None:
        text = line.decode(errors="replace").rstrip()
        if not self._alarm.search(text):
            return
        now = time.monotonic()
        if now - self._window_began > SHOWN_WITHIN:
            self._window_began, self._shown = now, 0
        self._shown += 1
        if self._shown <= LINES_SHOWN:
            self._show(f"{self._name} | {text}")
        elif self._shown == LINES_SHOWN + 1:
            self._show(f"{self._name} | ... and more, in {self.log}")


def last_lines(log: Path, count: int) -> list[str]:
    """Return the last `count` lines of a log file."""
    return log.read_text(errors="replace").splitlines()[-count:]
