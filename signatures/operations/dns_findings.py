"""What looking at the sender's domain gives: who sends, and what was found."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How much it matters."""

    GOOD = "good"
    DOUBT = "doubt"  # mail arrives, or it could not be checked
    FAULT = "fault"  # mail will be refused or lost


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        subject: which record, of which name.
        verdict: how much it matters.
        words: what is there, and what to do about it.
    """

    subject: str
    verdict: Verdict
    words: str


@dataclass(frozen=True)
class Setup:
    """Who sends.

    Attributes:
        sender: the domain that signatories see.
        envelope: the domain that bounces come back to.
        selectors: the DKIM selectors of the relay.
        addresses: the addresses from which the relay sends.
    """

    sender: str
    envelope: str
    selectors: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
