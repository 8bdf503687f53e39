"""What organisers said of networks, read at most every few seconds by each process."""

from datetime import datetime

from signatures.models import NetworkKind, NetworkRule
from signatures.networks import Address, Network, parse_network
from signatures.remembered import Remembered

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
        for network, kind, starts, ends in _memory.get()
        if address in network
        if (starts is None or starts <= now) and (ends is None or now < ends)
    ]
    return max(around)[2] if around else ""


def _rules() -> list[_Rule]:
    return [
        (parse_network(row.network), row.kind, row.starts_at, row.ends_at)
        for row in NetworkRule.objects.all()
    ]


_memory = Remembered(_rules)
forget_rules = _memory.forget
