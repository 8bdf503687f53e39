"""Screen a submission on its way in: one look, whose answer the visitor never sees."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from signatures.risk.attack import notice_held
from signatures.risk.meter import Limit, Meter, redis_meter
from signatures.risk.notice import Submitted, notice
from signatures.risk.score import UNSUSPECTED, Assessment, assess
from signatures.risk.visitor import hashed

_HELD_THIS_HOUR = Limit("held this hour", most=1, seconds=3600)
_ONE_HELD_MAIL = timedelta(seconds=1)
_LONGEST_DELAY = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class Screening:
    """What was found out about a submission.

    Attributes:
        assessment: what is suspicious, and whether a moderator is to look.
        network_key: the hash of where it came from, to be kept for 30 days.
        mail_delay: how long its mail waits, so that a flood's mails do not stand in line
            before everybody else's.
    """

    assessment: Assessment = UNSUSPECTED
    network_key: bytes | None = None
    mail_delay: timedelta = timedelta(0)


NOT_SCREENED = Screening()


def screen(submitted: Submitted, *, now: datetime, meter: Meter | None = None) -> Screening:
    """Screen one submission.

    Args:
        submitted: what arrived.
        now: the database's time; its day chooses the key of what is counted.
        meter: counts; by default in Redis.
    """
    meter = meter or redis_meter()
    day = now.date()
    assessment = assess(
        notice(submitted, meter=meter, hashed=lambda text: hashed(text, day).hex()[:32])
    )
    delay = timedelta(0)
    if assessment.is_held:
        notice_held(meter)
        place_in_line = meter.number(_HELD_THIS_HOUR, "all") or 0
        delay = min(place_in_line * _ONE_HELD_MAIL, _LONGEST_DELAY)
    return Screening(
        assessment=assessment, network_key=submitted.visitor.network_key, mail_delay=delay
    )
