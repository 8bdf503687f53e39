"""What waits for a decision, oldest first, each with why it is here and what was seen of it."""

import contextlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from signatures.desk.deciding import newest_decisions
from signatures.desk.reasons import reason_words, reasons_of
from signatures.enums import ModerationStatus, SignatureStatus
from signatures.models import ModerationDecision, ReleaseProposal, Signature
from signatures.models.hold_reason import WATCH_LIST
from signatures.models.moderation import Decision
from signatures.models.release import ReleaseState

PAGE_SIZE = 25
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Case:
    """One signature in the queue.

    Attributes:
        signature: whom it is about.
        reasons: why it is held, in words.
        is_watched: whether it takes a proof and two people (desk/release).
        seen: its newest decision, 0 for none; sent back with the moderator's.
    """

    signature: Signature
    reasons: list[str]
    is_watched: bool
    seen: int


@dataclass(frozen=True)
class QueuePage:
    """A page of the queue, and where the next one starts."""

    cases: list[Case]
    number: int
    next_after: str

    @property
    def is_bounded(self) -> bool:
        """Whether more wait than were counted."""
        return self.number > MOST_COUNTED


def waiting() -> QuerySet[Signature]:
    """Give the signatures that count only after a decision: verified and held, oldest first."""
    held = Signature.objects.filter(
        status=SignatureStatus.VERIFIED, moderation=ModerationStatus.HELD
    )
    return held.order_by("verified_at", "pk")


def queue_page(*, after: str = "") -> QueuePage:
    """Give one page; it costs the same however many signatures there are.

    Args:
        after: the `next_after` of the page before.
    """
    rows = waiting()
    moment, _separator, pk = after.partition("~")
    with contextlib.suppress(ValueError):  # a made-up `after` starts at the beginning
        at = datetime.fromisoformat(moment)
        later = Q(verified_at__gt=at) | Q(verified_at=at, pk__gt=int(pk))
        rows = rows.filter(later, verified_at__gte=at)
    found = list(
        rows.select_related("category", "appeal").prefetch_related("category__labels")[
            : PAGE_SIZE + 1
        ]
    )
    shown = found[:PAGE_SIZE]
    ids = [row.pk for row in shown]
    reasons, seen = reasons_of(ids), newest_decisions(ids)
    notes = _notes(ids)
    cases = [
        Case(
            signature=row,
            reasons=[reason_words(one) for one in reasons.get(row.pk, [])] or notes.get(row.pk, []),
            is_watched=any(one.code == WATCH_LIST for one in reasons.get(row.pk, [])),
            seen=seen.get(row.pk, 0),
        )
        for row in shown
    ]
    last = shown[-1] if len(found) > PAGE_SIZE else None
    return QueuePage(
        cases=cases,
        number=waiting().order_by()[: MOST_COUNTED + 1].count(),
        next_after=f"{last.verified_at.isoformat()}~{last.pk}" if last and last.verified_at else "",
    )


def open_proposals(user: User) -> list[ReleaseProposal]:
    """Give the proofs that wait for a second person, those for `user` to look at first."""
    rows = ReleaseProposal.objects.filter(state=ReleaseState.OPEN).order_by("proposed_at", "pk")
    found = rows.select_related("signature", "proposed_by")[:PAGE_SIZE]
    return sorted(found, key=lambda proposal: proposal.proposed_by_id == user.pk)


def _notes(ids: list[int]) -> dict[int, list[str]]:
    """Give what was written beside the decision to hold, and what the owner corrected since."""
    notes: dict[int, tuple[str, str]] = {}
    decisions = ModerationDecision.objects.filter(signature__in=ids).order_by("pk")
    for pk, decision, reason in decisions.values_list("signature", "decision", "reason"):
        held, _corrected = notes.get(pk, ("", ""))
        if decision == Decision.CORRECT:
            notes[pk] = held, reason
        else:
            notes[pk] = (reason if decision == Decision.HOLD else "", "")
    return {pk: list(filter(None, written)) for pk, written in notes.items()}
