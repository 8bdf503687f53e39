"""The table of a simulated day: who was held, and who should have been."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from demo.waves.clock import SimulatedMeter, unhidden
from demo.waves.crowd import Arrival
from signatures.risk.attack import FLAG, is_under_attack, notice_held
from signatures.risk.notice import notice
from signatures.risk.proof import is_excused
from signatures.risk.reasons import RiskReason
from signatures.risk.score import assess

# Seconds for which visitors get the same page: from nginx, while the process makes a new one.
PAGE_KEPT = 7.0


@dataclass
class Outcome:
    """What became of one wave."""

    is_forged: bool
    arrived: int = 0
    held: int = 0
    reasons: Counter[RiskReason] = field(default_factory=Counter)

    @property
    def share_held(self) -> float:
        """Held among those that arrived."""
        return self.held / self.arrived if self.arrived else 0.0


def screened(arrivals: Iterable[Arrival]) -> dict[str, Outcome]:
    """Screen the arrivals of a day in their order, with the rules of the site."""
    meter = SimulatedMeter()
    outcomes: dict[str, Outcome] = {}
    for arrival in sorted(arrivals, key=lambda arrival: arrival.at):
        meter.now = arrival.at
        outcome = outcomes.setdefault(arrival.wave, Outcome(arrival.is_forged))
        lacks_proof = is_under_attack(meter) and not _is_proved(arrival, meter)
        submitted = replace(arrival.submitted, lacks_proof=lacks_proof)
        assessment = assess(notice(submitted, meter=meter, hashed=unhidden))
        outcome.arrived += 1
        if assessment.is_held:
            outcome.held += 1
            notice_held(meter)
            outcome.reasons.update(assessment.reasons)
    return outcomes


def _is_proved(arrival: Arrival, meter: SimulatedMeter) -> bool:
    """Whether its page asked for a proof and got one, or was opened before the attack."""
    opened = arrival.at - arrival.reading
    if not arrival.page and meter.had_flag(FLAG, opened):
        return arrival.proves
    return is_excused(arrival.page or f"{opened // PAGE_KEPT}", meter=meter)


def in_all(outcomes: dict[str, Outcome], *, forged: bool) -> Outcome:
    """Add up the honest waves, or the forged ones."""
    some = [outcome for outcome in outcomes.values() if outcome.is_forged is forged]
    return Outcome(
        is_forged=forged,
        arrived=sum(outcome.arrived for outcome in some),
        held=sum(outcome.held for outcome in some),
    )


def table(outcomes: dict[str, Outcome]) -> str:
    """Write the table in Markdown."""
    lines = [
        "| wave | | signatures | held | counted | most often because |",
        "|---|---|---|---|---|---|",
    ]
    for wave, outcome in outcomes.items():
        reason = outcome.reasons.most_common(1)
        why = f"{reason[0][0].value}" if reason else "–"
        lines.append(_line(wave, outcome, why))
    for forged, name in ((False, "all honest"), (True, "all forged")):
        total = in_all(outcomes, forged=forged)
        if total.arrived:
            lines.append(_line(f"**{name}**", total, ""))
    return "\n".join(lines)


def _line(wave: str, outcome: Outcome, why: str) -> str:
    kind = "forged" if outcome.is_forged else "honest"
    share = f"{outcome.held} ({outcome.share_held:.2%})"
    counted = outcome.arrived - outcome.held
    return f"| {wave} | {kind} | {outcome.arrived} | {share} | {counted} | {why} |"
