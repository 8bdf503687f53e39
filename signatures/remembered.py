"""A small table in the memory of each process: signing asks for it all the time."""

import threading
import time
from collections.abc import Callable

KEPT_SECONDS = 5.0


class Remembered[T]:
    """What a table says, read at most every few seconds."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._kept: tuple[float, T] | None = None

    def get(self) -> T:
        """Give what the table said a moment ago."""
        with self._lock:
            now = time.monotonic()
            if self._kept is None or now - self._kept[0] >= KEPT_SECONDS:
                self._kept = now, self._read()
            return self._kept[1]

    def forget(self) -> None:
        """Read the table again at the next question: after a change, and between tests."""
        self._kept = None
