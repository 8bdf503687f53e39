"""Signals as something to wait for: none of our code runs inside a handler."""

import os
import signal
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Self

STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopSignals:
    """While the block runs, a stop signal only sets `requested`.

    `wake`, a file descriptor for `select`, becomes readable with it, and when a child dies.
    For the main thread only.
    """

    def __enter__(self) -> Self:
        """Take over the stop signals, except a hang-up that `nohup` already ignores."""
        self.requested = False
        self.wake, self._write_end = os.pipe()
        for end in (self.wake, self._write_end):
            os.set_blocking(end, False)
        self._former_end = signal.set_wakeup_fd(self._write_end, warn_on_full_buffer=False)
        # Without a handler of ours, the death of a child would not reach the pipe.
        self._former = {signal.SIGCHLD: signal.signal(signal.SIGCHLD, lambda *_: None)}
        for number in STOP:
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                self._former[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the signals back."""
        for number, handler in self._former.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._former_end)
        for end in (self.wake, self._write_end):
            os.close(end)

    def read(self) -> None:
        """Empty the pipe, so that `wake` waits for the next signal."""
        with suppress(BlockingIOError):
            os.read(self.wake, 4096)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.requested = True
