"""The organisations that sign as a file: asked for with a reason, made by a job (docs/adr/0024).

The rules are those of the list of signatures: administrators are told first, each row
carries the mark of the file, addresses leave for handing the appeal over only (R-19, R-67).
"""

import tempfile
from functools import partial
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from signatures.desk.export_job import (
    attach_export,
    delimiter_of,
    describe,
    entitled,
    may_have,
    tell_administrators,
)
from signatures.desk.export_request import ExportedList, export_mark
from signatures.desk.exports import copy_csv, harmless, local_moment
from signatures.desk.jobs import JobKind, progress
from signatures.enums import BodyState
from signatures.models import BodySignature, Job

COLUMNS: dict[str, Combinable] = {
    "id": F("pk"),
    "appeal": F("appeal__slug"),
    "state": F("state"),
    "organisation": harmless("name"),
    "shown_as": harmless("organisation__name"),
    "kind": F("kind"),
    "website": harmless("homepage"),
    "first_name": harmless("first_name"),
    "last_name": harmless("last_name"),
    "role": harmless("role"),
    "email": harmless("email"),
    "mandate": harmless("mandate"),
    "mandate_seen": harmless("mandate_seen"),
    "signed_at": local_moment("created_at"),
    "verified_at": local_moment("verified_at"),
    "approved_at": local_moment("approved_at"),
}
BODIES = ExportedList(
    kind="export_bodies",
    permissions=("signatures.view_bodysignature", "signatures.export_personal_data"),
    columns=COLUMNS,
)


def step(job: Job) -> dict[str, Any] | None:
    """Tell the administrators; then write the file, which is short."""
    by, columns = entitled(job, BODIES), job.parameters["columns"]
    rows = _rows()
    if not job.cursor:
        total = rows.count()
        tell_administrators(job, by, total)
        progress(job, done=0, total=total, cursor={"told": True})
        return None
    cells = {f"cell_{name}": COLUMNS[name] for name in columns}
    cells["cell_export"] = Value(export_mark(job), output_field=CharField())
    table = rows.order_by("pk").annotate(**cells).values_list(*cells)
    names = [*columns, "export"]
    with tempfile.TemporaryFile() as file:
        for piece in copy_csv(table, names, delimiter=delimiter_of(job)):
            file.write(piece)
        return attach_export(job, by, file, "csv", rows=job.total or 0, what="organisations")


EXPORT_BODIES = JobKind(
    code=BODIES.kind,
    label=_("Export of the organisations that sign"),
    permission="signatures.export_personal_data",
    may_have=partial(may_have, BODIES),
    step=step,
    describe=describe,
    personal=True,
)


def _rows() -> QuerySet[BodySignature]:
    """Give all that are not erased."""
    return BodySignature.objects.exclude(state=BodyState.WITHDRAWN)
