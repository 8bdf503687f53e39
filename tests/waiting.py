"""Waiting for what other processes do: no test sleeps for a fixed time, or asserts one."""

import time
from collections.abc import Callable

PATIENCE = 90.0  # seconds; a slow machine only makes a failing test slow


def eventually(condition: Callable[[], object], what: str = "") -> None:
    """Wait until `condition` gives something true.

    Raises:
        AssertionError: it never did.
    """
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain {what}"
        time.sleep(0.02)
