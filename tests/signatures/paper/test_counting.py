"""A list on paper: counted as one, beside the figure, and taken back as one."""

from functools import partial
from typing import Any

import pytest
from django.db import connection

from accounts.models import AuditEntry
from appeal.models import Appeal
from signatures.desk import moderation
from signatures.enums import InvalidationReason, ModerationStatus, SignatureStatus
from signatures.figures.counting import figures, total
from signatures.figures.reconcile import reconcile
from signatures.models import PaperBatch, Signature, Tally
from signatures.models.clock import database_now
from signatures.models.paper import BatchState, LeftOut
from signatures.paper import batches, counting
from signatures.paper.counting import Counted, EmptyBatchError
from signatures.paper.duplicates import Known, find_duplicates
from signatures.signing.confirm import confirm_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.paper.sheets import count, entry, make_batch, paper
from tests.signatures.threads import at_once, queued
from tests.staff import make_staff


def test_lines_count_beside_the_figure_once_the_list_is_counted(appeal: Appeal) -> None:
    make_signature(appeal)
    batch = make_batch(appeal, entry(appeal), entry(appeal, "Petit", category="citizen"))
    before = paper(appeal)

    done = count(batch)

    shown = figures(appeal, language="fr", now=database_now())
    assert (before, done) == (0, Counted(2, 0))
    assert (shown.total, shown.paper, shown.with_paper) == (1, 2, 3)
    assert [(code, number) for code, _label, number in shown.paper_by_category] == [
        ("student", 1),
        ("citizen", 1),
    ]
    assert reconcile(appeal) == []


def test_a_list_is_taken_back_and_counted_again(appeal: Appeal) -> None:
    batch = make_batch(appeal, entry(appeal), entry(appeal, "Petit"))
    count(batch)

    assert counting.undo_batch(batch, by=None, reason="twice") == 2
    assert paper(appeal) == 0

    batches.reopen_batch(batch)
    batches.leave_out(batch, [1], reason=LeftOut.ILLEGIBLE)
    assert count(batch) == Counted(1, 1)
    assert paper(appeal) == 1
    acts = AuditEntry.objects.filter(act__startswith="paper.").order_by("pk")
    assert [one.act for one in acts] == [
        *("paper.begin", "paper.count", "paper.undo", "paper.reopen", "paper.leave_out"),
        "paper.count",
    ]


def test_an_address_that_signed_online_is_not_counted_again(appeal: Appeal) -> None:
    make_signature(appeal, email="zoe@campus.example")
    make_signature(appeal, email="waits@campus.example", status=SignatureStatus.PENDING)
    batch = make_batch(
        appeal,
        entry(appeal, email="Zoe@campus.example"),
        entry(appeal, "Attend", email="waits@campus.example"),
        entry(appeal, "Encore", email="waits+2@campus.example"),
        entry(appeal, "Sans"),
    )

    assert count(batch) == Counted(2, 2)
    reasons = batch.lines.order_by("number").values_list("left_out", flat=True)
    assert list(reasons) == ["duplicate", "", "duplicate", ""]
    other = make_batch(appeal, entry(appeal, email="waits@campus.example"), entry(appeal))
    assert count(other) == Counted(1, 1)


def test_the_first_line_of_an_address_counts_and_no_line_asks_all_the_others(
    appeal: Appeal,
) -> None:
    make_signature(appeal, email="online@campus.example")
    emails = ("twice@campus.example", "online@campus.example", "", "twice@campus.example", "")
    batch = make_batch(appeal, *(entry(appeal, email=email) for email in emails))
    plans: list[str] = []

    def explained(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if sql.startswith("UPDATE") and "papersignature" in sql:
            with connection.connection.cursor() as cursor:
                plans.extend(row[0] for row in cursor.execute(f"EXPLAIN {sql}", params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        assert count(batch) == Counted(3, 2)

    left_out = batch.lines.exclude(left_out="").order_by("number")
    assert list(left_out.values_list("number", flat=True)) == [2, 4]
    conditions = [line for line in plans if "Filter" in line and "SubPlan" in line]
    assert conditions
    # A subplan that is not hashed runs once for each line: 20,000 lines took too long.
    assert all(line.count("SubPlan") == line.count("hashed SubPlan") for line in conditions)


def test_who_is_on_paper_and_confirms_online_counts_once(appeal: Appeal) -> None:
    batch = make_batch(appeal, entry(appeal, email="zoe@campus.example"), entry(appeal, "Petit"))
    count(batch)
    waiting = make_signature(appeal, email="zoe@campus.example", status=SignatureStatus.PENDING)
    assert paper(appeal) == 2

    confirm_signature(handle=waiting.handle, now=database_now())

    assert paper(appeal) == 1
    assert batch.lines.get(number=1).left_out == LeftOut.DUPLICATE
    assert figures(appeal, language="fr", now=database_now()).with_paper == 2


def test_line_of_who_is_held_online_counts_until_the_release(appeal: Appeal) -> None:
    waiting = make_signature(appeal, email="zoe@campus.example", status=SignatureStatus.PENDING)
    Signature.objects.update(moderation=ModerationStatus.HELD)
    batch = make_batch(appeal, entry(appeal, email="zoe@campus.example"))
    count(batch)

    confirm_signature(handle=waiting.handle, now=database_now())

    held = (total(appeal), paper(appeal))
    counting.undo_batch(batch, by=None, reason=counting.TakenBack.TWICE)
    batches.reopen_batch(batch)
    assert find_duplicates(appeal, [Known(1, "", "zoe@campus.example")]) == {}
    assert count(batch) == Counted(1, 0)
    moderation.approve(Signature.objects.all(), by=make_staff("organiser"))
    assert (held, (total(appeal), paper(appeal))) == ((0, 1), (1, 0))
    assert batch.lines.get().left_out == LeftOut.DUPLICATE


def test_line_of_who_was_held_and_is_invalidated_stays_counted(appeal: Appeal) -> None:
    count(make_batch(appeal, entry(appeal, email="zoe@campus.example")))
    make_signature(appeal, email="zoe@campus.example", moderation=ModerationStatus.HELD)

    moderation.invalidate(
        Signature.objects.all(), why=InvalidationReason.DUPLICATE, by=make_staff()
    )

    assert paper(appeal) == 1


def test_nothing_is_counted_of_an_empty_list(appeal: Appeal) -> None:
    batch = make_batch(appeal)

    with pytest.raises(counting.EmptyBatchError):
        count(batch)

    assert PaperBatch.objects.get().state == BatchState.TYPING


def test_a_second_person_is_asked_for(db: None) -> None:
    appeal = make_appeal(paper_needs_second_person=True)
    olga = make_staff()
    batch = make_batch(appeal, entry(appeal), by=olga)

    with pytest.raises(counting.SecondPersonError):
        counting.count_batch(batch, by=olga, now=database_now())


@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_count_once() -> None:
    appeal = make_appeal()
    batch = make_batch(appeal, *(entry(appeal, f"Nom {letter}") for letter in "abcde"))

    at_once(*(partial(count, batch) for _twice in range(2)))

    assert paper(appeal) == 5
    assert sum(Tally.objects.filter(dimension="paper", key="").values_list("value", flat=True)) == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R-39")
def test_two_lists_with_the_same_people_are_counted_at_once() -> None:
    appeal = make_appeal()
    lists = [
        make_batch(appeal, *(entry(appeal, email=f"{who}@campus.example") for who in people))
        for people in ("ab", "ba")
    ]

    outcomes = queued(PaperBatch.objects.all(), *(partial(count, batch) for batch in lists))

    # Either may come first: each waited for its own list.
    assert {type(outcome) for outcome in outcomes} == {Counted, EmptyBatchError}
    assert paper(appeal) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R-39")
def test_somebody_of_a_list_confirms_while_it_is_counted() -> None:
    appeal, email = make_appeal(), "ada@campus.example"
    signature = make_signature(appeal, email=email, status=SignatureStatus.PENDING)
    batch = make_batch(appeal, entry(appeal, email=email))
    confirm = partial(confirm_signature, handle=signature.handle, now=database_now())

    outcomes = queued(Signature.objects.all(), partial(count, batch), confirm)

    assert not any(isinstance(outcome, Exception) for outcome in outcomes)
    assert (total(appeal), paper(appeal)) == (1, 0)
