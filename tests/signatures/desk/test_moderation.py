"""Approve, hide, hold, invalidate, reinstate: what each changes, counts and records."""

from collections.abc import Callable

import pytest
from django.db.models import QuerySet

from accounts.models import User
from appeal.models import Appeal
from signatures.desk import deciding, moderation
from signatures.desk.deciding import Decided, TooManyError
from signatures.enums import InvalidationReason, ModerationStatus, SignatureStatus
from signatures.figures.counting import figures
from signatures.models import ModerationDecision, Signature
from signatures.models.clock import database_now
from signatures.models.moderation import Decision
from tests.factories import make_signature

VERBS: dict[str, tuple[Callable[..., Decided], ModerationStatus]] = {
    "approve": (moderation.approve, ModerationStatus.APPROVED),
    "hide": (moderation.hide, ModerationStatus.HIDDEN),
    "hold": (moderation.hold, ModerationStatus.HELD),
}


def only(*rows: Signature) -> QuerySet[Signature]:
    return Signature.objects.filter(pk__in=[row.pk for row in rows])


def counted(appeal: Appeal) -> tuple[int, int]:
    """The figure, and what stands apart as under review."""
    current = figures(appeal, language="fr", now=database_now())
    return current.total, current.under_review


@pytest.mark.parametrize("before", ModerationStatus.values)
@pytest.mark.parametrize("verb", VERBS)
def test_each_decision_replaces_the_one_before(
    appeal: Appeal, olga: User, verb: str, before: str
) -> None:
    decide, after = VERBS[verb]
    row = make_signature(appeal, moderation=before)

    number = decide(only(row), by=olga, reason="vu").number

    row.refresh_from_db()
    assert number == 1
    assert (row.status, row.moderation) == (SignatureStatus.VERIFIED, after)


@pytest.mark.parametrize(
    ("verb", "expected"), [("approve", (2, 0)), ("hide", (2, 0)), ("hold", (1, 1))]
)
def test_held_leaves_the_figure_and_hidden_stays_in_it(
    appeal: Appeal, olga: User, verb: str, expected: tuple[int, int]
) -> None:
    row, _other = make_signature(appeal), make_signature(appeal)

    VERBS[verb][0](only(row), by=olga)

    assert counted(appeal) == expected


def test_approving_a_held_signature_counts_it(appeal: Appeal, olga: User) -> None:
    row = make_signature(appeal, moderation=ModerationStatus.HELD)
    before = counted(appeal)

    moderation.approve(only(row), by=olga)

    assert (before, counted(appeal)) == ((0, 1), (1, 0))


def test_each_decision_is_recorded_with_what_was_before(appeal: Appeal, olga: User) -> None:
    row = make_signature(appeal)

    moderation.hold(only(row), by=None, reason="liste")
    moderation.approve(only(row), by=olga, reason="preuve vue")

    history = ModerationDecision.objects.filter(signature=row).order_by("pk")
    assert list(
        history.values_list(
            "decision", "reason", "decided_by", "status_before", "moderation_before"
        )
    ) == [
        (Decision.HOLD, "liste", None, "verified", "unreviewed"),
        (Decision.APPROVE, "preuve vue", olga.pk, "verified", "held"),
    ]


def test_a_long_note_is_cut_and_recorded(appeal: Appeal, olga: User) -> None:
    row = make_signature(appeal)

    moderation.hide(only(row), by=olga, reason="n" * 1000)

    assert ModerationDecision.objects.get(signature=row).reason == "n" * 300


def test_invalidation_leaves_the_count_with_its_public_reason(appeal: Appeal, olga: User) -> None:
    row, _other = make_signature(appeal), make_signature(appeal)

    number = moderation.invalidate(
        only(row), by=olga, why=InvalidationReason.FORGED, reason="appel de la personne"
    ).number

    row.refresh_from_db()
    current = figures(appeal, language="fr", now=database_now())
    assert number == 1
    assert row.status == SignatureStatus.INVALIDATED
    assert row.invalidated_at is not None
    assert (current.total, current.invalidated) == (1, {"forged": 1})
    assert ModerationDecision.objects.get(signature=row).reason == "forged: appel de la personne"


def test_what_is_invalidated_already_keeps_its_reason(appeal: Appeal, olga: User) -> None:
    row = make_signature(appeal, status=SignatureStatus.INVALIDATED)

    number = moderation.invalidate(only(row), by=olga, why=InvalidationReason.DUPLICATE).number

    row.refresh_from_db()
    assert (number, row.invalidation_reason) == (0, InvalidationReason.FORGED)


@pytest.mark.parametrize("status", [SignatureStatus.VERIFIED, SignatureStatus.PENDING])
def test_reinstating_gives_back_the_state_before(
    appeal: Appeal, olga: User, status: SignatureStatus
) -> None:
    row = make_signature(appeal, status=status)
    before = counted(appeal)
    moderation.invalidate(only(row), by=olga, why=InvalidationReason.AUTOMATED)

    number = moderation.reinstate(only(row), by=olga, reason="erreur").number

    row.refresh_from_db()
    assert number == 1
    assert (row.status, row.invalidated_at, row.invalidation_reason) == (status, None, "")
    assert counted(appeal) == before


def test_reinstating_touches_nothing_but_invalidated_rows(appeal: Appeal, olga: User) -> None:
    row = make_signature(appeal, moderation=ModerationStatus.HIDDEN)

    number = moderation.reinstate(only(row), by=olga).number

    assert (number, ModerationDecision.objects.count()) == (0, 0)


def test_an_address_that_signed_again_is_not_reinstated(appeal: Appeal, olga: User) -> None:
    first = make_signature(appeal, email="suzie@campus.example")
    moderation.invalidate(only(first), by=olga, why=InvalidationReason.DUPLICATE)
    second = make_signature(appeal, email="suzie@campus.example")
    other = make_signature(appeal, status=SignatureStatus.INVALIDATED)

    with pytest.raises(moderation.NotReinstatableError):
        moderation.reinstate(only(first, other), by=olga)

    statuses = dict(Signature.objects.values_list("pk", "status"))
    assert statuses[first.pk] == SignatureStatus.INVALIDATED
    assert statuses[second.pk] == SignatureStatus.VERIFIED
    assert statuses[other.pk] == SignatureStatus.INVALIDATED  # all or nothing
    assert counted(appeal) == (1, 0)


@pytest.mark.parametrize("verb", [*VERBS, "invalidate", "reinstate"])
def test_a_withdrawn_signature_is_nobodys_to_decide_about(
    appeal: Appeal, olga: User, verb: str
) -> None:
    row = make_signature(appeal, status=SignatureStatus.WITHDRAWN)
    arguments = {"why": InvalidationReason.FORGED} if verb == "invalidate" else {}

    number = getattr(moderation, verb)(only(row), by=olga, **arguments).number

    row.refresh_from_db()
    assert number == 0
    assert (row.status, row.moderation) == (SignatureStatus.WITHDRAWN, ModerationStatus.UNREVIEWED)
    assert not ModerationDecision.objects.exists()


def test_too_many_at_once_changes_nothing(
    appeal: Appeal, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [make_signature(appeal) for _number in range(3)]
    monkeypatch.setattr(deciding, "MOST_AT_ONCE", 2)

    with pytest.raises(TooManyError):
        moderation.hold(only(*rows), by=olga)
    with pytest.raises(TooManyError):
        moderation.invalidable(only(*rows))

    assert counted(appeal) == (3, 0)
    assert not ModerationDecision.objects.exists()


def test_as_many_as_may_be_at_once_are_decided(
    appeal: Appeal, olga: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [make_signature(appeal) for _number in range(2)]
    monkeypatch.setattr(deciding, "MOST_AT_ONCE", 2)

    assert moderation.hide(only(*rows), by=olga).number == 2


def test_what_can_be_invalidated_is_counted_before(appeal: Appeal) -> None:
    pending = make_signature(appeal, status=SignatureStatus.PENDING)
    verified = make_signature(appeal)
    make_signature(appeal, status=SignatureStatus.INVALIDATED)
    make_signature(appeal, status=SignatureStatus.WITHDRAWN)

    selection = moderation.invalidable(Signature.objects.all())

    assert (selection.number, selection.newest) == (2, verified.pk)
    assert set(selection.signatures) == {pending, verified}


def test_nothing_to_invalidate_is_said(appeal: Appeal) -> None:
    selection = moderation.invalidable(Signature.objects.all())

    assert (selection.number, selection.newest) == (0, 0)
