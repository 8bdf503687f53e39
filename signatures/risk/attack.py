"""Whether the site is being flooded: noticed by itself, over by itself (R-08)."""

from signatures.risk.meter import Limit, Meter

# More held signatures than this within ten minutes are no coincidence.
HELD_BEFORE_ALARM = Limit("held, all", most=50, seconds=600)
FLAG = "attack"
_LASTS = 1800  # seconds after the last flood


def notice_held(meter: Meter) -> None:
    """Count a held signature; from many of them on, ask browsers for proofs of work."""
    if meter.within(HELD_BEFORE_ALARM, "all") is False:
        meter.raise_flag(FLAG, _LASTS)


def is_under_attack(meter: Meter) -> bool:
    """Say whether proofs of work are asked for; never when nobody can tell."""
    return meter.has_flag(FLAG)
