"""The figure at the hour of the hearing, frozen by the schedule: once, however many clocks."""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError

from appeal.models import Appeal
from appeal.publishing import NoAppealError
from signatures.figures.snapshots import take_snapshot
from signatures.models import Snapshot, SnapshotReason

# A clock that stood still for a day freezes late, and the snapshot says when. After that
# the figure would no longer be that of the hearing.
LATEST = timedelta(days=1)


def freeze_due(now: datetime) -> int:
    """Freeze the figure of each appeal whose hearing begins; gives how many.

    Args:
        now: the database's time.
    """
    begun = Appeal.objects.published().filter(hearing_at__lte=now, hearing_at__gt=now - LATEST)
    return sum(_freeze(appeal, now) for appeal in begun)


def _freeze(appeal: Appeal, now: datetime) -> bool:
    if appeal.hearing_at is None:
        return False
    occasion = appeal.hearing_at.astimezone(UTC).isoformat(timespec="minutes")
    hearing = {"reason": SnapshotReason.HEARING, "occasion": occasion}
    if Snapshot.objects.filter(appeal=appeal, **hearing).exists():
        return False
    try:
        take_snapshot(appeal, by=None, now=now, reason=SnapshotReason.HEARING, occasion=occasion)
    except IntegrityError:  # another clock struck at the same moment: `once_for_an_occasion`
        return False
    except NoAppealError:  # nothing to sign yet, so nothing to freeze
        return False
    return True
