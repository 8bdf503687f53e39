"""The figure at the hour of the hearing and at each milestone, frozen by the schedule.

Once for each, however many clocks strike.
"""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction

from appeal.models import Appeal
from appeal.publishing import NoAppealError
from signatures.figures.counting import total
from signatures.figures.snapshots import take_snapshot
from signatures.models import Milestone, Snapshot, SnapshotReason
from signatures.models.statements import see_one_moment

# A clock that stood still for a day freezes late, and the snapshot says when. After that
# the figure would no longer be that of the hearing.
LATEST = timedelta(days=1)
# A round number is passed by the next ones within the hour.
LATEST_MILESTONE = timedelta(hours=1)


def freeze_due(now: datetime) -> int:
    """Freeze the figure of each appeal whose hearing begins, or that passed a round number.

    Of several numbers that were passed together the largest is frozen: they are one figure.
    While the figure is below that number again, because somebody withdrew, it waits.

    Args:
        now: the database's time.

    Returns:
        How many figures were frozen.
    """
    return sum(_freeze_appeal(appeal, now) for appeal in Appeal.objects.published())


def _freeze_appeal(appeal: Appeal, now: datetime) -> int:
    frozen = 0
    if appeal.hearing_at is not None and now - LATEST < appeal.hearing_at <= now:
        hour = appeal.hearing_at.astimezone(UTC).isoformat(timespec="minutes")
        frozen += _freeze(appeal, SnapshotReason.HEARING, hour, now)
    passed = Milestone.objects.filter(appeal=appeal, reached_at__gt=now - LATEST_MILESTONE)
    if (latest := passed.order_by("-number").first()) is not None:
        reason, number = SnapshotReason.MILESTONE, latest.number
        frozen += _freeze(appeal, reason, str(number), now, at_least=number)
    return frozen


def _freeze(
    appeal: Appeal, reason: SnapshotReason, occasion: str, now: datetime, *, at_least: int = 0
) -> bool:
    if Snapshot.objects.filter(appeal=appeal, reason=reason, occasion=occasion).exists():
        return False
    try:
        with transaction.atomic():
            see_one_moment()  # the figure that is looked at is the one that is frozen
            if total(appeal) < at_least:
                return False
            take_snapshot(appeal, by=None, now=now, reason=reason, occasion=occasion)
    except IntegrityError:  # another clock struck at the same moment: `once_for_an_occasion`
        return False
    except NoAppealError:  # nothing to sign yet, so nothing to freeze
        return False
    return True
