"""Private files that no row names: left by a crash, a refused row, work that was taken back.

A file is written before the row that names it is committed, and deleted after the row is. Who
dies between the two leaves a file that no erasure reaches any more (R-63).
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Model
from django.utils import timezone

from signatures.models import FeaturedSignatory, Job, PaperBatch, ReleaseProposal
from signatures.models.job import private_storage

# The folders of the store, and the columns that name what lies in each.
NAMED_BY: dict[str, tuple[tuple[type[Model], str], ...]] = {
    "jobs": ((Job, "result"),),
    "paper": ((PaperBatch, "scan"), (PaperBatch, "source")),
    "portraits": ((FeaturedSignatory, "portrait"),),
    "proofs": ((ReleaseProposal, "file"),),
}
# By then, whatever wrote a file has committed its row, or never will.
_GRACE = timedelta(days=1)


def delete_orphans() -> int:
    """Delete the private files that no row has named for a day; returns how many."""
    return sum(map(delete_private, [path for folder in NAMED_BY for path in _orphans(folder)]))


def _orphans(folder: str) -> Iterator[str]:
    """Give the old files of a folder, and the folders in it, that no row leads to."""
    storage = private_storage()
    if not storage.exists(folder):
        return
    named = {"/".join(name.split("/")[:2]) for name in _names(folder)}
    for entries in storage.listdir(folder):
        for path in (f"{folder}/{entry}" for entry in entries):
            # The time of a file is this machine's.
            is_old = storage.get_modified_time(path) < timezone.now() - _GRACE
            if is_old and path not in named:
                yield path


def _names(folder: str) -> Iterator[str]:
    for model, column in NAMED_BY[folder]:
        rows = model._default_manager.exclude(**{column: ""})  # noqa: SLF001 -- public API
        yield from rows.values_list(column, flat=True)


def delete_private(path: str) -> int:
    """Delete a private file, or a folder with the files in it; returns how many files."""
    storage = private_storage()
    try:
        inside = storage.listdir(path)[1]
    except (NotADirectoryError, FileNotFoundError):
        storage.delete(path)
        return 1
    for name in inside:
        storage.delete(f"{path}/{name}")
    storage.delete(path)
    return len(inside)
