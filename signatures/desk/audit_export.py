"""The record of what staff did as a file; taking it away is on record too."""

from collections.abc import Iterator

from django.db.models import CharField, F, QuerySet, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from accounts.audit import record
from accounts.models import AuditEntry
from signatures.desk.exports import copy_csv, harmless, local_moment

COLUMNS: dict[str, Combinable] = {
    "id": F("pk"),
    "at": local_moment("at"),
    "by": harmless("by__email"),
    "act": F("act"),
    "target_type": F("target_type"),
    "target_id": Cast("target_id", CharField()),
    "target": harmless("target_label"),
    "before": Cast("before", TextField()),
    "after": Cast("after", TextField()),
    "session": F("session"),
}


def stream_audit(entries: QuerySet[AuditEntry], *, filters: str) -> Iterator[bytes]:
    """Write entries as CSV in the order in which they happened.

    Args:
        entries: which ones.
        filters: of the list, for the record.
    """
    record("audit.export", after={"filters": filters})
    cells = {f"cell_{name}": cell for name, cell in COLUMNS.items()}
    rows = entries.select_related(None).order_by("pk").annotate(**cells).values_list(*cells)
    return copy_csv(rows, list(COLUMNS))
