"""Waiting for what other processes do, never for a fixed time."""

import time
from collections.abc import Callable

PATIENCE = 60.0  # seconds


def wait_until(condition: Callable[[], object], what: str, *, patience: float = PATIENCE) -> None:
    """Wait until `condition` gives something true.

    Args:
        condition: asked again and again.
        what: is waited for, should it never come.
        patience: in seconds.

    Raises:
        TimeoutError: it never did.
    """
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited in vain: {what}")
        time.sleep(0.02)
