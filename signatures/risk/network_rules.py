"""What organisers said of networks, read at most every few seconds by each process."""

import threading
import time
from datetime import datetime

from signatures.models import NetworkKind, NetworkRule
from signatures.networks import Address, Network, parse_network

KEPT_SECONDS = 5.0

type _Rule = tuple[Network, str, datetime | None, datetime | None]


def rule_for(address: Address, *, now: datetime) -> str:
    """Give the kind of the smallest network around an address, "" when none is known.

    Of two rules for the same network, to hold goes before to allow.

    Args:
        address: the visitor's.
        now: the database's time; a rule has its window.
    """
    around = [
        (network.prefixlen, kind == NetworkKind.HOLD, kind)
        for network, kind, starts, ends in _memory.rules()
        if address in network
        if (starts is None or starts <= now) and (ends is None or now < ends)
    ]
    return max(around)[2] if around else ""


class _Memory:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[_Rule] = []
        self._read_at = -KEPT_SECONDS

    def rules(self) -> list[_Rule]:
        with self._lock:
            if time.monotonic() - self._read_at >= KEPT_SECONDS:
                self._rules = [
                    (parse_network(row.network), row.kind, row.starts_at, row.ends_at)
                    for row in NetworkRule.objects.all()
                ]
                self._read_at = time.monotonic()
            return self._rules

    def forget(self) -> None:
        self._read_at = -KEPT_SECONDS


_memory = _Memory()


def forget_rules() -> None:
    """Read the table again at the next question: after a change, and between tests."""
    _memory.forget()
