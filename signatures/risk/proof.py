"""The proof of work: a second of a browser's time, asked for under attack only (R-08).

ALTCHA's first protocol: find the number whose hash, with a salt, is the challenge. Nothing
is remembered of a visitor and nothing is asked of another host. Who cannot compute it signs
all the same and is held for a moderator (RiskReason.NO_PROOF).
"""

import hashlib
from datetime import datetime, timedelta

from altcha import v1 as altcha
from django.conf import settings

from signatures.risk.meter import Limit, Meter
from signatures.tokens import derive

LIFETIME = timedelta(hours=2)
# A text of the site's own making is far shorter.
_LONGEST = 1_000
# From a page that was open when the attack began. All who came within the same seconds have
# the same one (page_cache, nginx), and so has a script: a crowd of a few seconds, no flood.
_EARLIER_PAGE = Limit("sign without proof from one page", most=150, seconds=3600)
_USED_ONCE = Limit("proof", most=1, seconds=int(LIFETIME.total_seconds()))


def new_challenge(*, now: datetime) -> dict[str, str | int]:
    """Make a challenge for one form.

    Args:
        now: when it is made; it is good for `LIFETIME`.
    """
    options = altcha.ChallengeOptions(
        hmac_key=_key(), max_number=settings.PROOF_MAX_NUMBER, expires=now + LIFETIME
    )
    return dict(altcha.create_challenge(options).to_dict())


def is_proof(payload: str, *, meter: Meter) -> bool:
    """Say whether `payload` solves a challenge of ours that was not used before."""
    if not payload or len(payload) > _LONGEST:
        return False
    try:
        solved, _error = altcha.verify_solution(payload, _key())
    except (AttributeError, TypeError, ValueError, KeyError):  # JSON of another shape
        return False
    # Without Redis nobody can say whether it was used: then it was not.
    used = hashlib.sha256(payload.encode()).hexdigest()
    return solved and meter.within(_USED_ONCE, used) is not False


def is_excused(page: str, *, meter: Meter) -> bool:
    """Say whether a form may come without a proof, because its page did not ask for one.

    Args:
        page: the token of the page.
        meter: counts how many came from it.
    """
    return meter.within(_EARLIER_PAGE, hashlib.sha256(page.encode()).hexdigest()[:32]) is not False


def _key() -> str:
    return derive(settings.TOKEN_KEYS[0], "proof", b"").hex()
