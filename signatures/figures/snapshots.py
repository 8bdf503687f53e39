"""Freeze a figure: what was counted, by which words, with a hash that anybody can recompute."""

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import User
from appeal.models import Appeal
from appeal.publishing import current_version, text_in
from signatures.figures.definition import VERSION, definition
from signatures.figures.published import as_dict
from signatures.figures.settled import public_figures
from signatures.models import Snapshot
from signatures.models.snapshot import SnapshotReason
from signatures.models.statements import see_one_moment

# Without 0, 1, i, l and o: an address that is read out over the telephone.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LENGTH = 10
# Somebody who clicks twice means one figure, and nobody could delete the second.
TWICE = timedelta(seconds=10)


class EmbargoOverError(Exception):
    """The embargo would end before the figure is taken."""


def take_snapshot(
    appeal: Appeal,
    *,
    by: User | None,
    now: datetime,
    embargo_until: datetime | None = None,
    reason: SnapshotReason = SnapshotReason.MANUAL,
    occasion: str = "",
) -> Snapshot:
    """Freeze the figure of `appeal` as it stands.

    By the same person, under the same embargo, within ten seconds: the first one is given.

    Args:
        appeal: whose figure; its text is published.
        by: who asks for it; None is the schedule.
        now: the database's time.
        embargo_until: until when it is seen by its secret link only.
        reason: why.
        occasion: which hearing or milestone; a second one of the same is refused.

    Raises:
        EmbargoOverError: the embargo ends before it begins.
        NoAppealError: no text is published yet.
        IntegrityError: this occasion is frozen already.
    """
    taken_at = now.replace(microsecond=0)
    if embargo_until is not None and embargo_until <= now:
        raise EmbargoOverError
    with transaction.atomic():
        see_one_moment()  # the same figure in every language
        if by is not None and not occasion:
            _one_at_a_time()
            recent = Snapshot.objects.filter(author=by, taken_at__gt=taken_at - TWICE)
            same = recent.filter(appeal=appeal, occasion="", embargo_until=embargo_until)
            if first := same.order_by("pk").first():
                return first
        snapshot = Snapshot(
            appeal=appeal,
            code="".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)),
            taken_at=taken_at,
            reason=reason,
            occasion=occasion,
            definition_version=VERSION,
            figures={
                language: _frozen(appeal, language, taken_at) for language, _ in settings.LANGUAGES
            },
            author=by,
            embargo_until=embargo_until,
        )
        snapshot.sha256 = hash_of(record(snapshot))
        snapshot.save(force_insert=True)
        audit.record(
            "snapshot.take",
            target=snapshot,
            target_label=snapshot.code,
            after={
                "total": snapshot.total,
                "sha256": snapshot.sha256,
                "embargo_until": embargo_until.isoformat() if embargo_until else None,
            },
            by=by,
        )
    snapshot.refresh_from_db()  # PostgreSQL has its own order of keys: the same bytes from now on
    return snapshot


def public_snapshots(appeal: Appeal, *, now: datetime) -> QuerySet[Snapshot]:
    """Give the frozen figures that everybody may see at `now`: those under no embargo."""
    free = Q(embargo_until__isnull=True) | Q(embargo_until__lte=now)
    return Snapshot.objects.select_related("appeal").filter(free, appeal=appeal)


def record(snapshot: Snapshot) -> dict[str, Any]:
    """Give everything that the hash of a snapshot covers, as plain values."""
    return {
        "appeal": snapshot.figures_in(settings.LANGUAGE_CODE)["appeal"],
        "code": snapshot.code,
        "taken_at": _iso(snapshot.taken_at),
        "reason": str(snapshot.reason),
        "occasion": snapshot.occasion,
        "definition_version": snapshot.definition_version,
        "figures": snapshot.figures,
    }


def canonical(values: dict[str, Any]) -> bytes:
    """Write plain values the one way in which they are hashed.

    JSON in UTF-8, keys in order, no space, whole numbers: RFC 8785, and what
    `jq -cjS` writes.
    """
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(values: dict[str, Any]) -> str:
    """Give the SHA-256 of plain values in their canonical form."""
    return hashlib.sha256(canonical(values)).hexdigest()


def as_json(snapshot: Snapshot) -> bytes:
    """Give a snapshot to programs: its hash, and the record that the hash is of."""
    values = {"sha256": snapshot.sha256, "record": record(snapshot)}
    return json.dumps(values, ensure_ascii=False, indent=2).encode() + b"\n"


def _one_at_a_time() -> None:
    """Wait for whoever freezes a figure now.

    A lock of the table: its statement comes before the moment that the transaction will
    see, and a lock of a row would see the one before it waited.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE signatures_snapshot IN SHARE ROW EXCLUSIVE MODE")


def _frozen(appeal: Appeal, language: str, taken_at: datetime) -> dict[str, Any]:
    version = current_version(appeal)
    return as_dict(public_figures(appeal, language=language, now=taken_at, hours=True)) | {
        "title": text_in(version, language).title,
        "text_version": version.number,
        "text_sha256": version.sha256,
        "definition": definition(language),
    }


def _iso(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
