"""Every kind of background job. A new kind of this room is added here; other rooms add theirs."""

from signatures.desk.export_job import EXPORT
from signatures.desk.invalidation import INVALIDATE, UNDO
from signatures.desk.jobs import JobKind
from signatures.desk.organisations.rechecking import RECHECK_DOMAINS
from signatures.desk.rechecking import RECHECK

_ALL: tuple[JobKind, ...] = (RECHECK, INVALIDATE, UNDO, RECHECK_DOMAINS, EXPORT)

KINDS: dict[str, JobKind] = {kind.code: kind for kind in _ALL}


def add_kind(kind: JobKind) -> None:
    """Make a kind of a room above this one known, when its admin module is loaded.

    Django loads those in every process, workers included.
    """
    KINDS[kind.code] = kind
