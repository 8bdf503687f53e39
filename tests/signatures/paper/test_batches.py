"""A list on paper: counted as one, beside the figure, and taken back as one."""

from functools import partial

import pytest
from django.core.files.base import ContentFile

from accounts.models import AuditEntry
from appeal.models import Appeal
from signatures.enums import SignatureStatus
from signatures.figures.counting import figures
from signatures.figures.reconcile import reconcile
from signatures.models import PaperBatch, Tally
from signatures.models.clock import database_now
from signatures.models.paper import BatchState, LeftOut
from signatures.paper import batches
from signatures.paper.batches import Counted
from signatures.privacy.anonymise import anonymise
from signatures.signing.confirm import confirm_signature
from tests.factories import make_appeal, make_signature
from tests.signatures.paper.sheets import entry, make_batch
from tests.signatures.threads import at_once
from tests.staff import make_staff


def count(batch: PaperBatch) -> Counted:
    return batches.count_batch(batch, by=None, now=database_now())


def paper(appeal: Appeal) -> int:
    shown = figures(appeal, language="fr", now=database_now())
    assert sum(number for _code, _label, number in shown.paper_by_category) == shown.paper
    assert shown.with_paper == shown.total + shown.paper
    assert reconcile(appeal) == []
    return shown.paper


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

    assert batches.undo_batch(batch, by=None, reason="twice") == 2
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


def test_who_is_on_paper_and_confirms_online_counts_once(appeal: Appeal) -> None:
    batch = make_batch(appeal, entry(appeal, email="zoe@campus.example"), entry(appeal, "Petit"))
    count(batch)
    waiting = make_signature(appeal, email="zoe@campus.example", status=SignatureStatus.PENDING)
    assert paper(appeal) == 2

    confirm_signature(handle=waiting.handle, now=database_now())

    assert paper(appeal) == 1
    assert batch.lines.get(number=1).left_out == LeftOut.DUPLICATE
    assert figures(appeal, language="fr", now=database_now()).with_paper == 2


def test_a_person_takes_a_line_back_and_it_is_erased(appeal: Appeal) -> None:
    batch = make_batch(appeal, entry(appeal, email="zoe@campus.example"), entry(appeal, "Petit"))
    count(batch)

    batches.leave_out(batch, [1], reason=LeftOut.WITHDRAWN)

    line = batch.lines.get(number=1)
    assert (line.last_name, line.email, line.name_key, line.is_counted) == ("", "", "", False)
    assert paper(appeal) == 1
    assert batches.leave_out(batch, [1], reason=LeftOut.WITHDRAWN) == 0


@pytest.mark.parametrize(
    "act",
    [
        lambda batch: batches.add_lines(batch, []),
        lambda batch: batches.leave_out(batch, [1], reason=LeftOut.ILLEGIBLE),
        batches.reopen_batch,
        count,
    ],
)
def test_a_counted_list_stays_as_it_is(appeal: Appeal, act: object) -> None:
    batch = make_batch(appeal, entry(appeal))
    count(batch)

    with pytest.raises(batches.WrongStateError):
        act(batch)  # type: ignore[operator]

    assert paper(appeal) == 1


def test_nothing_is_counted_of_an_empty_list(appeal: Appeal) -> None:
    batch = make_batch(appeal)

    with pytest.raises(batches.EmptyBatchError):
        count(batch)

    assert PaperBatch.objects.get().state == BatchState.TYPING


def test_the_same_sheets_come_once_until_they_are_taken_back(appeal: Appeal) -> None:
    def begin() -> PaperBatch:
        return make_batch(appeal, entry(appeal), scan=ContentFile(b"%PDF-1.7 ...", name="s.pdf"))

    first = begin()
    with pytest.raises(batches.SameSheetsError):
        begin()
    count(first)
    batches.undo_batch(first, by=None, reason="")
    second = begin()

    assert len(second.scan_sha256) == 64
    with pytest.raises(batches.SameSheetsError):
        batches.reopen_batch(first)


def test_a_page_sent_twice_is_stored_once(appeal: Appeal) -> None:
    batch = make_batch(appeal)
    page = [entry(appeal), entry(appeal, "Petit")]

    assert batches.add_lines(batch, page, after=0) == 2
    assert batches.add_lines(batch, page, after=0) == 2
    with pytest.raises(batches.StaleBatchError):
        batches.add_lines(batch, [entry(appeal, "Autre")], after=0)

    assert batch.lines.count() == 2


def test_a_line_is_corrected(appeal: Appeal) -> None:
    batch = make_batch(appeal, entry(appeal))
    batches.correct_line(batch.lines.get(), entry(appeal, "Martín", email="M@campus.example"))

    line = batch.lines.get()
    assert (line.last_name, line.name_key) == ("Martín", "martin zoe")
    assert line.canonical_email == "m@campus.example"


def test_a_second_person_is_asked_for(db: None) -> None:
    appeal = make_appeal(paper_needs_second_person=True)
    olga = make_staff()
    batch = make_batch(appeal, entry(appeal), by=olga)

    with pytest.raises(batches.SecondPersonError):
        batches.count_batch(batch, by=olga, now=database_now())


@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_count_once() -> None:
    appeal = make_appeal()
    batch = make_batch(appeal, *(entry(appeal, f"Nom {letter}") for letter in "abcde"))

    at_once(*(partial(count, batch) for _twice in range(2)))

    assert paper(appeal) == 5
    assert sum(Tally.objects.filter(dimension="paper", key="").values_list("value", flat=True)) == 5


@pytest.mark.requirement("R-63")
def test_the_end_of_the_appeal_erases_names_and_sheets_and_not_the_count(appeal: Appeal) -> None:
    batch = make_batch(appeal, entry(appeal), scan=ContentFile(b"%PDF-1.7 end", name="s.pdf"))
    count(batch)

    assert anonymise(appeal, now=database_now()) == 1

    batch.refresh_from_db()
    line = batch.lines.get()
    assert (line.last_name, line.name_key, line.is_counted, batch.scan.name) == ("", "", True, "")
    assert paper(appeal) == 1
    assert anonymise(appeal, now=database_now()) == 0
