"""Waiting for what other processes do: no test sleeps for a fixed time, or asserts one."""

import time
from collections.abc import Callable

import psutil

PATIENCE = 60.0  # seconds; a slow machine only makes a failing test slow


def eventually(condition: Callable[[], object]) -> None:
    """Wait until `condition` gives something true.

    Raises:
        AssertionError: it never did.
    """
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def is_alive(process_id: int) -> bool:
    """Say whether the process runs; one that has ended but was not reaped does not."""
    try:
        return psutil.Process(process_id).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
