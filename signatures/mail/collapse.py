"""Notice that a domain's people no longer confirm: its mail filter swallows our mails.

A domain is compared with its own past and with everybody else at the same hours, so that
a quiet night, or an appeal whose news is old, raises no flag.
"""

import math
from dataclasses import dataclass

from signatures.mail.funnel import Fares, Funnel, together

# Fewer recent mails than this prove nothing.
ENOUGH = 20
# "Collapsed": well under what was expected, by more than chance allows (standard deviations).
_SHARE = 0.6
_DEVIATIONS = 3.0


@dataclass(frozen=True)
class Collapse:
    """A domain whose people confirm far less than they did, and than others do.

    Attributes:
        domain: which.
        recent: today and yesterday.
        rate: the share that confirmed, of the mails asked for in that time.
        expected: what its own past, or else the others, let expect.
    """

    domain: str
    recent: Fares
    rate: float
    expected: float


def collapsed(funnel: Funnel) -> list[Collapse]:
    """Give the domains that collapsed, the one with the most mails first."""
    everybody = together(funnel.recent.values())
    found = []
    for domain, recent in funnel.recent.items():
        if not domain or recent.asked < ENOUGH:
            continue
        others = Fares(
            asked=everybody.asked - recent.asked, confirmed=everybody.confirmed - recent.confirmed
        )
        past = funnel.past.get(domain, Fares())
        rates = [fares.rate for fares in (past, others) if fares.asked >= ENOUGH]
        expected = min((rate for rate in rates if rate is not None), default=0.0)
        if _is_collapse(recent, expected):
            found.append(Collapse(domain, recent, recent.rate or 0.0, expected))
    return sorted(found, key=lambda one: -one.recent.asked)


def _is_collapse(recent: Fares, expected: float) -> bool:
    if expected <= 0:
        return False
    missing = expected * recent.asked - recent.confirmed
    chance = math.sqrt(recent.asked * expected * max(1 - expected, 0.05))
    return (recent.rate or 0.0) < _SHARE * expected and missing > _DEVIATIONS * chance
