"""The score that explains itself: what was noticed, how much each weighs, and the sum.

Pure. What counts requests is `notice`; what is done with the answer is `signing/sign`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from signatures.risk.reasons import DECISIVE, RiskReason


@dataclass(frozen=True)
class Assessment:
    """What was noticed about one signature.

    Attributes:
        reasons: in the order of their weight.
        score: the sum of their points; 0 when nothing was noticed.
        is_held: whether a moderator is to look before it counts.
    """

    reasons: tuple[RiskReason, ...] = ()
    score: int = 0
    is_held: bool = False

    def explained(self) -> str:
        """Say in one line why, in the desk's language, for the history there."""
        points = settings.RISK_POINTS
        with translation.override(settings.LANGUAGE_CODE):  # not in the signatory's
            return " · ".join(f"{reason.label} (+{points[reason]})" for reason in self.reasons)


UNSUSPECTED = Assessment()


def assess(noticed: Iterable[RiskReason]) -> Assessment:
    """Weigh what was noticed: held from RISK_THRESHOLD points on."""
    points = settings.RISK_POINTS
    reasons = tuple(sorted(set(noticed), key=lambda reason: (-points[reason], reason.value)))
    score = sum(points[reason] for reason in reasons)
    held = score >= settings.RISK_THRESHOLD or not DECISIVE.isdisjoint(reasons)
    return Assessment(reasons, score, is_held=held)
