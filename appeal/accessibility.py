"""What a site may say of its accessibility: what its last audit bears out, and nothing else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from appeal.enums import Compliance
from appeal.models import AccessibilityAudit, Appeal

VALID_FOR = timedelta(days=3 * 365)
HALF = 50


@dataclass(frozen=True)
class Statement:
    """The level, and the audit that it rests on; None where no audit is valid."""

    level: Compliance
    audit: AccessibilityAudit | None = None
    percent: int = 0


def statement(appeal: Appeal, *, now: datetime) -> Statement:
    """Give the level that the last audit bears out at `now`.

    Without an audit of the last three years the only true mention is "not compliant" (R-78).
    The percentage is rounded down: 99.9 % is not everything.
    """
    today = localdate(now)
    audits = appeal.accessibility_audits.filter(audited_on__lte=today)
    audit = audits.order_by("-audited_on", "-pk").first()
    if audit is None or audit.audited_on < today - VALID_FOR:
        return Statement(Compliance.NONE)
    percent = audit.met * 100 // audit.applicable
    if audit.met == audit.applicable:
        return Statement(Compliance.FULL, audit, percent)
    return Statement(Compliance.PARTIAL if percent >= HALF else Compliance.NONE, audit, percent)
