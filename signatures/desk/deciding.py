"""Decide about signatures: change the rows, write one decision for each, overwrite nobody.

Every verb of moderation ends here. The rows are locked in the order of their ids, so two
organisers wait, never deadlock. Who says what was seen (`seen`) finds out when somebody
else has decided meanwhile, instead of overwriting that decision.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.audit import record
from accounts.models import User
from signatures.enums import ModerationStatus, SignatureStatus
from signatures.models import HoldReason, ModerationDecision, Signature
from signatures.models.hold_reason import WATCH_LIST
from signatures.models.in_order import lock_in_order
from signatures.models.moderation import Decision

MOST_AT_ONCE = 10_000
# So many ids are put on record; the decisions themselves name every signature.
MOST_NAMED = 100
# What takes a held signature into the count: not for one person alone when it is watched.
_RELEASING = (Decision.APPROVE, Decision.HIDE)


class TooManyError(Exception):
    """More signatures than one decision may touch: narrow the selection."""


@dataclass(frozen=True)
class Decided:
    """What a decision did, and what it left alone.

    Attributes:
        number: how many signatures were changed.
        batch: names this act, for undoing it.
        overtaken: the newer decision of each signature that somebody else decided about.
        watched: how many were left held: their names are on the watch-list, and two
            people have to see a proof (desk/release).
    """

    number: int
    batch: uuid.UUID
    overtaken: Sequence[ModerationDecision] = field(default=())
    watched: int = 0


@transaction.atomic
def decide(
    signatures: QuerySet[Signature],
    decision: Decision,
    changes: dict[str, Any],
    *,
    by: User | None,
    reason: str,
    seen: Mapping[int, int] | None = None,
    batch: uuid.UUID | None = None,
) -> Decided:
    """Change the rows and write one decision for each.

    Args:
        signatures: which ones; those withdrawn are nobody's to decide about any more.
        decision: the verb.
        changes: the fields that it sets.
        by: who decides; None is a rule.
        reason: words for the colleagues.
        seen: the newest decision (its id, 0 for none) that the person saw of each
            signature. One with a newer decision is left alone.
        batch: the act that this is part of; a new one by default.

    Raises:
        TooManyError: more than `MOST_AT_ONCE`.
    """
    # Looked at again once they are locked: somebody else may have invalidated them meanwhile.
    over_with = [SignatureStatus.WITHDRAWN]
    if decision == Decision.INVALIDATE:
        over_with.append(SignatureStatus.INVALIDATED)
    rows = _locked(signatures, but=over_with)
    overtaken = _overtaken(rows, seen) if seen is not None else []
    changed_meanwhile = {newer.signature_id for newer in overtaken}
    rows = [row for row in rows if row.pk not in changed_meanwhile]
    watched = _watched(rows) if decision in _RELEASING else set()
    rows = [row for row in rows if row.pk not in watched]
    act = batch or uuid.uuid4()
    ModerationDecision.objects.bulk_create(
        [
            ModerationDecision(
                signature=row,
                decision=decision,
                reason=reason[:300],
                status_before=row.status,
                moderation_before=row.moderation,
                decided_by=by,
                batch=act,
            )
            for row in rows
        ],
        batch_size=1000,
    )
    Signature.objects.filter(pk__in=[row.pk for row in rows]).update(**changes)
    if by is not None and rows:
        _record(decision, rows, changes, by=by)
    return Decided(len(rows), act, overtaken, len(watched))


def newest_decisions(ids: Sequence[int]) -> dict[int, int]:
    """Give the id of each signature's newest decision; one without any is left out."""
    rows = ModerationDecision.objects.filter(signature__in=ids).values("signature")
    return dict(rows.annotate(newest=Max("pk")).values_list("signature", "newest"))


def lock_with_twins(ids: Sequence[int]) -> None:
    """Lock signatures together with all others of their addresses, in the order of their ids.

    One of those may become verified. Until the transaction ends nobody else makes one so, nor
    waits to see whether one of ours stays so.
    """
    named = Signature.objects.filter(pk__in=ids).exclude(canonical_email="")
    twins = Signature.objects.filter(canonical_email__in=named.values("canonical_email")).exclude(
        canonical_email=""
    )
    everybody = {*ids, *twins.values_list("pk", flat=True)}
    lock_in_order(Signature.objects.filter(pk__in=everybody))


def _locked(signatures: QuerySet[Signature], *, but: Sequence[SignatureStatus]) -> list[Signature]:
    rows = list(
        Signature.objects.filter(pk__in=signatures.order_by().values("pk"))
        .exclude(status__in=but)
        .select_for_update()
        .order_by("pk")
        .only("pk", "status", "moderation")[: MOST_AT_ONCE + 1]
    )
    if len(rows) > MOST_AT_ONCE:
        raise TooManyError
    return rows


def _overtaken(rows: list[Signature], seen: Mapping[int, int]) -> list[ModerationDecision]:
    newest = newest_decisions([row.pk for row in rows])
    newer = [pk for row, pk in newest.items() if pk != seen.get(row, 0)]
    return list(
        ModerationDecision.objects.filter(pk__in=newer).select_related("decided_by", "signature")
    )


def _watched(rows: list[Signature]) -> set[int]:
    held = [row.pk for row in rows if row.moderation == ModerationStatus.HELD]
    reasons = HoldReason.objects.filter(
        signature__in=held, code=WATCH_LIST, settled_at__isnull=True
    )
    return set(reasons.values_list("signature", flat=True))


def _record(
    decision: Decision,
    rows: list[Signature],
    changes: dict[str, Any],
    *,
    by: User,
) -> None:
    """Put one act on record; what each signature was, and why, stays in its own history.

    The words typed for the colleagues may name somebody, and go with that person (R-62): they
    have no place in a record that nothing is taken out of.
    """
    states = {name: str(value) for name, value in changes.items() if isinstance(value, str)}
    record(
        f"signature.{decision}",
        target=rows[0] if len(rows) == 1 else None,
        before={"ids": [row.pk for row in rows[:MOST_NAMED]]},
        after={**states, "number": len(rows)},
        by=by,
    )
