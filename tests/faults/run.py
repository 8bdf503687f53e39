"""How long this run is, and its dice."""

import os
import secrets

FULL = os.environ.get("FAULTS") == "full"
SEED = int(os.environ.get("FAULTS_SEED") or secrets.randbelow(1_000_000))


def size(*, short: int, full: int) -> int:
    """Choose a number by the kind of run."""
    return full if FULL else short
