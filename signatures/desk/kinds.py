"""Every kind of background job. Who builds a new kind adds it here."""

from signatures.desk.export_job import EXPORT
from signatures.desk.invalidation import INVALIDATE, UNDO
from signatures.desk.jobs import JobKind
from signatures.desk.organisations.rechecking import RECHECK_DOMAINS
from signatures.desk.rechecking import RECHECK

_ALL: tuple[JobKind, ...] = (RECHECK, INVALIDATE, UNDO, RECHECK_DOMAINS, EXPORT)

KINDS: dict[str, JobKind] = {kind.code: kind for kind in _ALL}
