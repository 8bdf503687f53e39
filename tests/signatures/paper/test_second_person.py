"""Two people read the same sheets: what they read differently is shown."""

import pytest

from appeal.models import Appeal
from signatures.models.clock import database_now
from signatures.paper.batches import WrongStateError, add_lines, correct_line
from signatures.paper.counting import count_batch
from signatures.paper.second_person import SAMPLE, SamePersonError, check_again, lines_to_check
from tests.signatures.paper.sheets import entry, make_batch
from tests.staff import make_staff

LETTERS = "abcdefghijklmnopqrst"


def test_the_sample_is_the_same_until_lines_are_added(appeal: Appeal) -> None:
    batch = make_batch(appeal, *(entry(appeal, f"Nom {letter}") for letter in LETTERS))

    first = lines_to_check(batch)
    again = lines_to_check(batch)
    add_lines(batch, [entry(appeal, "Dernier")])

    assert first == again
    assert len(first) == len(lines_to_check(batch)) == SAMPLE
    assert lines_to_check(make_batch(appeal, entry(appeal))) == [1]


def test_the_same_reading_checks_a_list_until_it_changes(appeal: Appeal) -> None:
    olga, max_ = make_staff(), make_staff()
    batch = make_batch(appeal, entry(appeal, "Lefèvre"), by=olga)

    assert check_again(batch, typed={1: ("LEFEVRE", "zoe")}, by=max_) == []
    batch.refresh_from_db()
    assert batch.checked_by == max_
    add_lines(batch, [entry(appeal, "Petit")])
    batch.refresh_from_db()
    assert batch.checked_by is None


def test_a_line_corrected_after_the_check_is_checked_again(appeal: Appeal) -> None:
    batch = make_batch(appeal, entry(appeal, "Lefèvre"), by=make_staff())
    check_again(batch, typed={1: ("Lefèvre", "Zoé")}, by=make_staff())

    correct_line(batch.lines.get(), entry(appeal, "Lefebvre"))

    batch.refresh_from_db()
    assert batch.checked_by is None


def test_a_difference_is_shown_with_both_readings(appeal: Appeal) -> None:
    batch = make_batch(appeal, entry(appeal, "Lefèvre"), by=make_staff())

    (difference,) = check_again(batch, typed={1: ("Lefebvre", "Zoé")}, by=make_staff())

    assert (difference.first, difference.second) == ("Lefèvre Zoé", "Lefebvre Zoé")
    batch.refresh_from_db()
    assert batch.checked_by is None


def test_who_typed_does_not_check(appeal: Appeal) -> None:
    olga = make_staff()
    batch = make_batch(appeal, entry(appeal), by=olga)

    with pytest.raises(SamePersonError):
        check_again(batch, typed={1: ("Martin", "Zoé")}, by=olga)


def test_a_counted_list_is_not_checked_any_more(appeal: Appeal) -> None:
    batch = make_batch(appeal, entry(appeal), by=make_staff())
    count_batch(batch, by=None, now=database_now())

    with pytest.raises(WrongStateError):
        check_again(batch, typed={1: ("Martin", "Zoé")}, by=make_staff())
