"""Every kind of background job. Who builds a new kind adds it here."""

from signatures.desk.jobs import JobKind

_ALL: tuple[JobKind, ...] = ()

KINDS: dict[str, JobKind] = {kind.code: kind for kind in _ALL}
