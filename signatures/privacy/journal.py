"""Write down each erasure, so that a restored backup forgets it again (docs/adr/0016)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from signatures.models import Erasure
from signatures.tokens import derive


class Verb(Protocol):
    """What erased a row, and does it again."""

    def __call__(self, *, handle: UUID, now: datetime) -> None:
        """Erase the row of this handle."""


def note_erasure(handle: UUID, kind: Erasure.Kind) -> None:
    """Add an erasure to the journal, in its own transaction.

    Args:
        handle: of the signature that is erased, a person's or an organisation's.
        kind: how.
    """
    entry = Erasure(handle_key=_keys(handle)[0], kind=kind)
    Erasure.objects.bulk_create([entry], ignore_conflicts=True)


def erase_again(named: QuerySet[Any], verbs: Mapping[Erasure.Kind, Verb], *, now: datetime) -> int:
    """After a restore, do again the erasures of rows that it brought back.

    Killed midway, the next run does the rest: each entry is done and marked in one
    transaction.

    Args:
        named: all signatures, people's or organisations', that are not erased.
        verbs: what to do with one that was erased, by how it was.
        now: the database's time.

    Returns:
        How many rows were erased once more.
    """
    waiting = Erasure.objects.filter(replayed_at=None)
    # To disown is to withdraw and to ask for no more mail: of both, it is the one to do.
    wanted = {bytes(entry.handle_key): entry for entry in waiting.order_by("-kind")}
    number = 0
    handles = named.values_list("handle", flat=True).iterator() if wanted else ()
    for handle in handles:
        for entry in filter(None, map(wanted.get, _keys(handle))):
            with transaction.atomic():
                verbs[Erasure.Kind(entry.kind)](handle=handle, now=now)
                Erasure.objects.filter(pk=entry.pk).update(replayed_at=now)
            number += 1
    return number


def close_journal(*, now: datetime) -> None:
    """Mark what is left as done: the backup has none of these rows, nothing is to erase."""
    Erasure.objects.filter(replayed_at=None).update(replayed_at=now)


def _keys(handle: UUID) -> list[bytes]:
    """Give the keyed hash of a handle under every current key, the present one first."""
    return [derive(key, "erasure", handle.bytes) for key in settings.TOKEN_KEYS]
