"""What became of a signature: confirmed or not, withdrawn, held, invalidated, hidden."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from demo.sample.chance import Draw
from demo.sample.rhythm import Rhythm
from signatures.enums import InvalidationReason, ModerationStatus, SignatureStatus
from signatures.models.moderation import Decision


class Outcome(NamedTuple):
    """A place on both axes, and the decision that led there."""

    status: SignatureStatus
    moderation: ModerationStatus = ModerationStatus.UNREVIEWED
    decision: Decision | None = None


_PENDING = Outcome(SignatureStatus.PENDING)
_PENDING_SHARE = 0.07
# Older ones would soon be purged: unconfirmed signatures are kept for 14 days.
_PENDING_FOR = timedelta(days=13)
_OTHERS = {
    Outcome(SignatureStatus.VERIFIED): 83.5,
    Outcome(SignatureStatus.VERIFIED, ModerationStatus.APPROVED, Decision.APPROVE): 3.5,
    Outcome(SignatureStatus.VERIFIED, ModerationStatus.HIDDEN, Decision.HIDE): 1,
    Outcome(SignatureStatus.VERIFIED, ModerationStatus.HELD, Decision.HOLD): 2,
    Outcome(SignatureStatus.WITHDRAWN): 2,
    Outcome(SignatureStatus.INVALIDATED, decision=Decision.INVALIDATE): 1,
}
_INVALIDATIONS = {
    InvalidationReason.DUPLICATE: 5,
    InvalidationReason.AUTOMATED: 3,
    InvalidationReason.INVENTED: 3,
    InvalidationReason.FORGED: 2,
}
_NOTES = {
    Decision.APPROVE: ("Vérifié auprès de l’organisation",),
    Decision.HIDE: ("Fonction et message sans rapport avec l’appel",),
    Decision.HOLD: (
        "Beaucoup de signatures en peu de temps",
        "Nom proche d’un nom de la liste de vigilance",
        "Organisation à vérifier",
    ),
    Decision.INVALIDATE: ("Après examen par l’équipe de modération",),
}
# From signing to confirming: a few minutes for most, a day for some (log-normal).
_USUAL_DELAY, _SPREAD = timedelta(minutes=7), 1.6


@dataclass(frozen=True, slots=True)
class Fate:
    """How one signature fared.

    Attributes:
        outcome: where it stands.
        verified_at: when its owner confirmed, if ever.
        moved_at: when it was withdrawn or decided upon, if ever.
        invalidation_reason: empty unless invalidated.
        note: what was written beside the decision.
    """

    outcome: Outcome
    verified_at: datetime | None = None
    moved_at: datetime | None = None
    invalidation_reason: str = ""
    note: str = ""


class Fates:
    """An endless row of fates."""

    def __init__(self, *, rhythm: Rhythm, now: datetime, chance: Random) -> None:
        """Work out how many of the recent signatures have to be pending.

        Args:
            rhythm: says which share of all signatures is recent.
            now: nothing happens later.
            chance: decides.
        """
        self._now, self._chance = now, chance
        self._pending_since = now - _PENDING_FOR
        recent = rhythm.share_since(self._pending_since)
        self._pending = min(_PENDING_SHARE / max(recent, _PENDING_SHARE), 1.0)
        self._other, self._invalidation = Draw(_OTHERS), Draw(_INVALIDATIONS)

    def next(self, signed_at: datetime) -> Fate:
        """Give the fate of a signature of `signed_at`."""
        chance = self._chance
        if signed_at > self._pending_since and chance.random() < self._pending:
            return Fate(_PENDING)
        outcome = self._other(chance)
        delay = _USUAL_DELAY * chance.lognormvariate(0, _SPREAD)
        verified_at = signed_at + min(delay, self._since(signed_at))
        # A rule holds at the confirmation; people take their time.
        later = timedelta(0) if outcome.decision == Decision.HOLD else self._since(verified_at)
        invalidated = outcome.status == SignatureStatus.INVALIDATED
        return Fate(
            outcome=outcome,
            verified_at=verified_at,
            moved_at=verified_at + later,
            invalidation_reason=self._invalidation(chance) if invalidated else "",
            note=chance.choice(_NOTES[outcome.decision]) if outcome.decision else "",
        )

    def _since(self, moment: datetime) -> timedelta:
        """Give some of the time that has passed since `moment`."""
        return (self._now - moment) * self._chance.random()
