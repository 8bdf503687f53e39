"""Look whether what must always hold does hold; alarm, and repair nothing (R-43).

A repair by the machine would hide the fault that broke it, and whoever quotes the figure
could not be told what happened. Ids and counts only: a log is no place for a person.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from appeal.models import Appeal
from signatures.enums import EmailState, SignatureStatus
from signatures.figures import settled
from signatures.figures.counting import total
from signatures.figures.reconcile import reconcile
from signatures.mail import switch
from signatures.models import (
    BrokenInvariant,
    Invariant,
    OutboundEmail,
    SettledBreakdowns,
    Signature,
    SuppressedAddress,
)
from signatures.models.statements import unhurried

logger = logging.getLogger(__name__)

# A row is younger than this while its own transaction, or its worker, is still at it.
_GRACE = timedelta(minutes=5)
_EXAMPLES = 5


def _promise(now: datetime) -> str:
    """Find waiting signatures without any mail: their owners look into an empty mailbox."""
    mails = OutboundEmail.objects.filter(signature=OuterRef("pk"))
    waiting = Signature.objects.filter(
        status=SignatureStatus.PENDING, created_at__lt=now - _GRACE
    ).exclude(Exists(mails))
    return _name(list(waiting.values_list("pk", flat=True)[:1000]), "signatures without a mail")


def _lease(now: datetime) -> str:
    """Find mails that a worker took, said nothing about, and nobody has taken since."""
    if switch.is_stopped():
        return ""
    held = OutboundEmail.objects.filter(
        state=EmailState.QUEUED, attempts__gt=0, last_error="", due_at__lt=now - _GRACE
    )
    return _name(list(held.values_list("pk", flat=True)[:1000]), "mails with an old lease")


def _silence(now: datetime) -> str:
    """Find mails that wait for somebody who asked for no more of them."""
    unwilling = SuppressedAddress.objects.filter(
        recipient_key=OuterRef("recipient_key"), created_at__lt=now - _GRACE
    )
    queued = OutboundEmail.objects.filter(Exists(unwilling), state=EmailState.QUEUED)
    return _name(list(queued.values_list("pk", flat=True)[:1000]), "mails to unwilling addresses")


def _total(_now: datetime) -> str:
    """Compare the figure of each appeal with its counted signatures, in one snapshot."""
    wrong = []
    for appeal in Appeal.objects.all():
        with unhurried(snapshot=True):
            shown, rows = total(appeal), Signature.objects.filter(appeal=appeal).counted().count()
        if shown != rows:
            wrong.append(f"{appeal.slug}: figure {shown}, rows {rows}")
    return "; ".join(wrong)


def _settled(now: datetime) -> str:
    """Find public breakdowns that do not sum to their figure, or are no longer taken anew."""
    settled.note_behind(now=now)
    wrong = []
    for kept in SettledBreakdowns.objects.select_related("appeal"):
        for name, cells in kept.cells.items():
            # Where nobody has said a department there is no breakdown.
            if cells and sum(cells.values()) != kept.total:
                summed = sum(cells.values())
                wrong.append(f"{kept.appeal.slug}: {name} sums to {summed}, figure {kept.total}")
        if kept.behind_since and kept.behind_since <= now - _GRACE:
            wrong.append(f"{kept.appeal.slug}: breakdowns of {kept.total}, not taken anew")
    return "; ".join(wrong)


def _tally(_now: datetime) -> str:
    """Compare every cell of every breakdown with the rows; slow, so at night."""
    return "; ".join(str(cell) for appeal in Appeal.objects.all() for cell in reconcile(appeal))


OFTEN: dict[Invariant, Callable[[datetime], str]] = {
    Invariant.PROMISE: _promise,
    Invariant.LEASE: _lease,
    Invariant.SILENCE: _silence,
    Invariant.TOTAL: _total,
    Invariant.SETTLED: _settled,
}
AT_NIGHT: dict[Invariant, Callable[[datetime], str]] = {Invariant.TALLY: _tally}


def check(
    invariants: dict[Invariant, Callable[[datetime], str]], *, now: datetime
) -> list[BrokenInvariant]:
    """Look at each invariant, note what is broken, and alarm; returns what is broken.

    An alarm ends when its invariant is seen to hold again, whoever mended it.

    Args:
        invariants: `OFTEN`, `AT_NIGHT`, or both together.
        now: the database's time.
    """
    found = {name: detail for name, look in invariants.items() if (detail := look(now))}
    with transaction.atomic():
        mended = BrokenInvariant.objects.filter(invariant__in=set(invariants) - set(found))
        for broken in mended:
            logger.warning("holds again: %s", broken.invariant)
        mended.delete()
        for name, detail in found.items():
            logger.critical("broken invariant: %s: %s", name, detail)
            BrokenInvariant.objects.update_or_create(
                invariant=name, defaults={"detail": detail[:200], "seen_at": now}
            )
    return list(BrokenInvariant.objects.filter(invariant__in=invariants).order_by("since"))


def _name(ids: list[int], what: str) -> str:
    if not ids:
        return ""
    return f"{len(ids)} {what}: {', '.join(f'#{pk}' for pk in ids[:_EXAMPLES])}"
