"""Waiting for processes that have a hard time."""

import time
from collections.abc import Callable

PATIENCE = 90.0  # seconds; only a failing test takes so long


def eventually(condition: Callable[[], object], what: str = "") -> None:
    """Wait until `condition` gives something true.

    Raises:
        AssertionError: it never did.
    """
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain {what}"
        time.sleep(0.05)
