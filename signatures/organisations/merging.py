"""Merge the spellings of an organisation into its record, see first what that does, undo it.

Signatures are not touched: each points at its spelling, and a merge changes where spellings
point. It costs the same for three signatures and for a million, and nothing is lost.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Greatest, Now

from accounts.audit import record
from accounts.models import User
from signatures.folding import search_key
from signatures.models import Organisation, OrganisationMerge, OrganisationSpelling

MOST_SUGGESTED = 30
COUNTED_TO = 1000
_SQL = """
SELECT spelling.id, (
    SELECT count(*) FROM (
        SELECT 1 FROM signatures_signature AS signature
        WHERE signature.spelling_id = spelling.id LIMIT %s
    ) AS few
)
FROM unnest(%s::bigint[]) AS spelling (id)
"""


class NothingToMergeError(Exception):
    """None of the chosen spellings is there, or all are this record's already."""


@dataclass(frozen=True)
class Spelt:
    """A spelling, and how many signatures have it.

    Attributes:
        spelling: which one.
        number: how many; not counted further than `COUNTED_TO`.
        is_more: whether there are more than `number`.
    """

    spelling: OrganisationSpelling
    number: int
    is_more: bool


def suggestions(organisation: Organisation, words: str = "") -> list[Spelt]:
    """Give the spellings that may mean this organisation and belong to no record.

    Args:
        organisation: whose names they are to resemble.
        words: look for these instead; accents and capitals do not matter.
    """
    free = OrganisationSpelling.objects.filter(organisation=None)
    keys = (
        [search_key(words)]
        if words
        else [search_key(name) for name in (organisation.name, organisation.english_name) if name]
    )
    keys = [key for key in keys if key]
    if not keys:
        return []
    alike = Q()
    for key in keys:
        alike |= Q(key__trigram_similar=key)
    if words:
        alike |= Q(key__contains=keys[0])
    nearness = [TrigramSimilarity("key", key) for key in keys]
    near = nearness[0] if len(nearness) == 1 else Greatest(*nearness)
    found = free.filter(alike).annotate(near=near).order_by("-near", "key")
    return counted(found[:MOST_SUGGESTED])


def counted(spellings: Iterable[OrganisationSpelling]) -> list[Spelt]:
    """Say how many signatures have each of these spellings."""
    rows = list(spellings)
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [COUNTED_TO + 1, [row.pk for row in rows]])
        numbers = dict(cursor.fetchall())
    return [
        Spelt(row, min(numbers[row.pk], COUNTED_TO), is_more=numbers[row.pk] > COUNTED_TO)
        for row in rows
    ]


@transaction.atomic
def merge(
    organisation: Organisation, spelling_ids: Iterable[int], *, by: User | None
) -> OrganisationMerge:
    """Make spellings this organisation's, whosever they were, and remember whose.

    Args:
        organisation: the record they mean.
        spelling_ids: which spellings.
        by: who says so.

    Raises:
        NothingToMergeError: nothing would change.
    """
    spellings = (
        OrganisationSpelling.objects.filter(pk__in=list(spelling_ids))
        .exclude(organisation=organisation)
        .select_for_update()
        .order_by("pk")
    )
    before = {str(row.pk): row.organisation_id for row in spellings}
    if not before:
        raise NothingToMergeError
    OrganisationSpelling.objects.filter(pk__in=before).update(organisation=organisation)
    done = OrganisationMerge.objects.create(organisation=organisation, before=before, merged_by=by)
    record(
        "organisation.merge",
        target=organisation,
        target_label=str(organisation),
        before=before,
        after={"merge": done.pk},
        by=by,
    )
    return done


@transaction.atomic
def undo(organisation: Organisation, merge_id: int) -> int:
    """Give spellings back to where they were before a merge; returns how many.

    One that another merge has moved since stays where that one put it.

    Args:
        organisation: whose record the merge was into.
        merge_id: which merge.
    """
    merges = organisation.merges.filter(pk=merge_id, undone_at=None)
    done = merges.select_for_update().first()
    if done is None:
        return 0
    there = OrganisationSpelling.objects.filter(organisation=organisation)
    records = set(
        Organisation.objects.values_list("pk", flat=True).filter(
            pk__in=[pk for pk in done.before.values() if pk]
        )
    )
    number = 0
    # In the order in which `merge` locks them.
    for spelling_id, before in sorted((int(key), value) for key, value in done.before.items()):
        back = before if before in records else None
        number += there.filter(pk=spelling_id).update(organisation=back)
    OrganisationMerge.objects.filter(pk=done.pk).update(undone_at=Now())
    record(
        "organisation.undo_merge",
        target=organisation,
        target_label=str(organisation),
        after={"merge": done.pk, "spellings": number},
    )
    return number
