"""Notice what is suspicious about one submission: its words, and how many are like it.

What is counted stands in Redis under keyed hashes of the day: no name, address or domain.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from signatures.addresses import domain_of
from signatures.folding import search_key
from signatures.mail_domains import MANY_PEOPLE, domain_rule
from signatures.models import NetworkKind
from signatures.risk import patterns
from signatures.risk.meter import Limit, Meter
from signatures.risk.reasons import RiskReason
from signatures.risk.visitor import Visitor

# An amphitheatre signs from one address: 300 in ten minutes all pass.
NETWORK_MOST = Limit("sign from one address", most=300, seconds=600)
NETWORK_BUSY = Limit("sign from one address, soon", most=60, seconds=600)
NEIGHBOURS_MOST = Limit("sign from one neighbourhood", most=400, seconds=600)
DOMAIN_BUSY = Limit("sign with one domain", most=40, seconds=3600)
SAME_NAME = Limit("sign with one name", most=3, seconds=3600)
SAME_MESSAGE = Limit("sign with one message", most=3, seconds=3600)


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """What is known of a submission when it arrives.

    Attributes:
        visitor: where from.
        canonical: the address's one spelling.
        was_quick: whether the form was filled in within seconds.
        lacks_proof: whether a proof of work was asked for and is missing.
    """

    visitor: Visitor
    canonical: str
    first_name: str
    last_name: str
    message: str
    was_quick: bool = False
    lacks_proof: bool = False


def notice(
    submitted: Submitted, *, meter: Meter, hashed: Callable[[str], str]
) -> Iterator[RiskReason]:
    """Give what is suspicious, and count this submission.

    A meter that cannot say anything says nothing against anybody (R-52).

    Args:
        submitted: what arrived.
        meter: counts.
        hashed: hides what is counted; the same text gives the same answer within a day.
    """
    yield from _notice_place(submitted, meter)
    yield from _notice_words(submitted)
    yield from _notice_repeats(submitted, meter, hashed)


def _notice_place(submitted: Submitted, meter: Meter) -> Iterator[RiskReason]:
    visitor = submitted.visitor
    if visitor.rule == NetworkKind.HOLD:
        yield RiskReason.NETWORK_HELD
    if visitor.network_key and visitor.rule != NetworkKind.ALLOW:
        if meter.within(NETWORK_MOST, visitor.limit_key) is False:
            yield RiskReason.NETWORK_EXCESS
        if meter.within(NETWORK_BUSY, visitor.limit_key) is False:
            yield RiskReason.NETWORK_BUSY
        if meter.within(NEIGHBOURS_MOST, visitor.network_key.hex()[:32]) is False:
            yield RiskReason.NEIGHBOURS_BUSY
    if not visitor.looks_like_a_browser:
        yield RiskReason.NO_BROWSER
    if submitted.was_quick:
        yield RiskReason.TOO_QUICK
    if submitted.lacks_proof:
        yield RiskReason.NO_PROOF


def notice_name(first_name: str, last_name: str) -> Iterator[RiskReason]:
    """Give what is suspicious about a name by itself: nothing is counted."""
    if patterns.is_filler_name(first_name, last_name):
        yield RiskReason.NAME_FILLER
    elif patterns.has_odd_word(first_name, last_name):
        yield RiskReason.NAME_ODD


def _notice_words(submitted: Submitted) -> Iterator[RiskReason]:
    yield from notice_name(submitted.first_name, submitted.last_name)
    if patterns.has_link(submitted.message):
        yield RiskReason.MESSAGE_LINK
    if patterns.is_generated_mailbox(submitted.canonical):
        yield RiskReason.MAILBOX_GENERATED


def _notice_repeats(
    submitted: Submitted, meter: Meter, hashed: Callable[[str], str]
) -> Iterator[RiskReason]:
    domain = domain_of(submitted.canonical)
    rule = domain_rule(domain)
    is_ordinary = rule.is_known or domain in MANY_PEOPLE
    if rule.is_disposable:
        yield RiskReason.DISPOSABLE
    elif not is_ordinary and meter.within(DOMAIN_BUSY, hashed(domain)) is False:
        yield RiskReason.DOMAIN_BURST
    name = search_key(submitted.last_name, submitted.first_name)
    if meter.within(SAME_NAME, hashed(name)) is False:
        yield RiskReason.NAME_REPEATED
    message = search_key(submitted.message)
    is_long = len(message) >= patterns.SHORTEST_REPEATED_MESSAGE
    if is_long and meter.within(SAME_MESSAGE, hashed(message)) is False:
        yield RiskReason.MESSAGE_REPEATED
