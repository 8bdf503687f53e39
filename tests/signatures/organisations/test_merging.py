"""Merging spellings: what it would do, what it does, and that it can be undone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from appeal.models import Appeal
from signatures.models import OrganisationMerge, OrganisationSpelling, Signature
from signatures.organisations import merging
from signatures.organisations.affiliation import spelling_of
from signatures.wall.affiliation import affiliation
from tests.factories import make_signature
from tests.signatures.organisations.records import make_organisation


def spelt(appeal: Appeal, text: str, number: int = 1) -> OrganisationSpelling:
    """Have `number` people spell their organisation so."""
    spelling_id = spelling_of(text) or 0
    for _ in range(number):
        make_signature(appeal, organisation=text, spelling_id=spelling_id)
    return OrganisationSpelling.objects.get(pk=spelling_id)


def shown(text: str) -> set[str]:
    return {affiliation(row, "fr").name for row in Signature.objects.filter(organisation=text)}


def test_suggestions_resemble_a_name_and_say_how_many(appeal: Appeal) -> None:
    record = make_organisation("Université de Garrigues", english_name="Garrigues University")
    for text, number in (
        ("Universite des Garrigues", 3),
        ("University of Garrigues", 2),
        ("Univ. de Garrigue", 1),
        ("Boulangerie du Port", 4),
    ):
        spelt(appeal, text, number)

    found = {str(each.spelling): each.number for each in merging.suggestions(record)}

    assert found == {
        "Universite des Garrigues": 3,
        "University of Garrigues": 2,
        "Univ. de Garrigue": 1,
    }


def test_other_words_can_be_looked_for(appeal: Appeal) -> None:
    record = make_organisation("Université de Garrigues")
    spelt(appeal, "UDG – labo d’électronique")

    found = merging.suggestions(record, "udg")

    assert [str(each.spelling) for each in found] == ["UDG – labo d’électronique"]
    assert merging.suggestions(record, "…") == []


def test_merge_shows_the_record_and_keeps_what_was_typed(appeal: Appeal) -> None:
    record = make_organisation("Université")
    spelling = spelt(appeal, "Univ.", 2)

    merging.merge(record, [spelling.pk], by=None)

    assert shown("Univ.") == {"Université"}
    assert Signature.objects.filter(organisation="Univ.").count() == 2


def test_undo_gives_each_spelling_back_to_whom_it_belonged(appeal: Appeal) -> None:
    record, other = make_organisation("Université"), make_organisation("École")
    free, owned = spelt(appeal, "Univ."), spelt(appeal, "Ecole sup")
    merging.merge(other, [owned.pk], by=None)
    done = merging.merge(record, [free.pk, owned.pk], by=None)

    assert merging.undo(other, done.pk) == 0  # it was not into that record
    assert merging.undo(record, done.pk) == 2
    assert merging.undo(record, done.pk) == 0
    acts = AuditEntry.objects.filter(act="organisation.undo_merge")
    assert [(entry.target_id, entry.after["spellings"]) for entry in acts] == [(str(record.pk), 2)]

    assert (shown("Univ."), shown("Ecole sup")) == ({"Univ."}, {"École"})
    assert OrganisationMerge.objects.get(pk=done.pk).undone_at is not None


def test_undo_leaves_what_was_merged_elsewhere_since(appeal: Appeal) -> None:
    record, other = make_organisation("Université"), make_organisation("École")
    spelling = spelt(appeal, "Univ.")
    first = merging.merge(record, [spelling.pk], by=None)
    merging.merge(other, [spelling.pk], by=None)

    assert merging.undo(record, first.pk) == 0
    assert shown("Univ.") == {"École"}


def test_merge_of_nothing_is_refused(appeal: Appeal) -> None:
    record = make_organisation("Université")

    for ids in ([], [0], [record.spellings.get().pk]):
        with pytest.raises(merging.NothingToMergeError):
            merging.merge(record, ids, by=None)


def test_numbers_are_counted_no_further_than_somebody_reads(
    appeal: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "COUNTED_TO", 2)
    [few, many] = merging.counted([spelt(appeal, "Deux", 2), spelt(appeal, "Trois", 3)])

    assert ((few.number, few.is_more), (many.number, many.is_more)) == ((2, False), (2, True))


def test_suggestions_are_found_in_the_index(appeal: Appeal) -> None:
    record = make_organisation("Université de Garrigues")
    with CaptureQueriesContext(connection) as queries:
        merging.suggestions(record)
    with connection.cursor() as cursor:
        # On three rows anything else is cheaper.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute("EXPLAIN " + queries.captured_queries[0]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "Bitmap Index Scan on organisation_spelling_" in plan  # all of them, or the free
