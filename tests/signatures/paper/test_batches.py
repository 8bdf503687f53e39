"""A list on paper: begun, filled, corrected, erased."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from appeal.models import Appeal
from signatures.models import PaperBatch
from signatures.models.clock import database_now
from signatures.models.paper import LeftOut
from signatures.paper import batches
from signatures.paper.counting import undo_batch
from signatures.paper.importing import import_lines
from signatures.paper.sources import keep_table
from signatures.privacy.anonymise import anonymise
from tests.signatures.paper.sheets import as_csv, count, entry, make_batch, paper, people


def test_a_person_takes_a_line_back_and_it_is_erased(appeal: Appeal) -> None:
    batch = make_batch(appeal, entry(appeal, email="zoe@campus.example"), entry(appeal, "Petit"))
    count(batch)

    batches.leave_out(batch, [1], reason=LeftOut.WITHDRAWN)

    line = batch.lines.get(number=1)
    assert (line.last_name, line.email, line.name_key, line.is_counted) == ("", "", "", False)
    assert paper(appeal) == 1
    assert batches.leave_out(batch, [1], reason=LeftOut.WITHDRAWN) == 0


@pytest.mark.requirement("R-63")
def test_a_line_taken_back_takes_along_the_file_that_it_came_from(
    appeal: Appeal, django_capture_on_commit_callbacks: object
) -> None:
    batch = make_batch(appeal)
    table = keep_table(batch, ContentFile(as_csv([*people(2)]), name="lines.csv"))
    file = Path(batch.source.path)
    import_lines(batch, table, sha256=batch.source_sha256)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        batches.leave_out(batch, [1], reason=LeftOut.ILLEGIBLE)
    assert file.exists()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        batches.leave_out(batch, [1], reason=LeftOut.WITHDRAWN)

    batch.refresh_from_db()
    assert not file.exists()
    assert (bool(batch.source), batch.source_sha256) == (False, batch.imported_sha256)


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


def test_the_same_sheets_come_once_until_they_are_taken_back(appeal: Appeal) -> None:
    def begin() -> PaperBatch:
        return make_batch(appeal, entry(appeal), scan=ContentFile(b"%PDF-1.7 ...", name="s.pdf"))

    first = begin()
    with pytest.raises(batches.SameSheetsError):
        begin()
    count(first)
    undo_batch(first, by=None, reason="twice")
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


@pytest.mark.parametrize("reason", [LeftOut.DUPLICATE, LeftOut.UNSIGNED])
def test_a_line_that_is_left_out_stays_so_when_its_town_is_corrected(
    appeal: Appeal, reason: LeftOut
) -> None:
    batch = make_batch(appeal, entry(appeal), entry(appeal, "Petit"))
    batches.leave_out(batch, [1], reason=reason)

    batches.correct_line(batch.lines.get(number=1), entry(appeal, city="Nîmes"))
    count(batch)

    line = batch.lines.get(number=1)
    assert (line.city, line.left_out, line.is_counted) == ("Nîmes", reason, False)
    assert paper(appeal) == 1


def test_a_line_that_was_taken_back_meanwhile_is_not_written_again(appeal: Appeal) -> None:
    batch = make_batch(appeal, entry(appeal))
    seen = batch.lines.get()
    batches.leave_out(batch, [1], reason=LeftOut.WITHDRAWN)

    with pytest.raises(batches.WrongStateError):
        batches.correct_line(seen, entry(appeal, city="Nîmes"))

    assert batch.lines.get().last_name == ""


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
