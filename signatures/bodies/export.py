"""The organisations that sign as a file: asked for with a reason, made by a job (docs/adr/0024).

The rules are those of the list of signatures: administrators are told first, each row
carries the mark of the file, addresses leave for handing the appeal over only (R-19, R-67).
"""

import tempfile
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.models import User
from signatures.desk.export_job import attach_export, describe, tell_administrators
from signatures.desk.export_request import (
    EMAIL_PERMISSION,
    ExportRefusedError,
    Purpose,
    export_mark,
)
from signatures.desk.exports import copy_csv, harmless, local_moment
from signatures.desk.jobs import JobFailedError, JobKind, progress, request_job
from signatures.enums import BodyState
from signatures.models import BodySignature, Job

KIND = "export_bodies"
PERMISSIONS = ("signatures.view_bodysignature", "signatures.export_personal_data")
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


@transaction.atomic
def request_bodies(
    *, columns: Sequence[str], purpose: Purpose, reason: str, delimiter: str, by: User
) -> Job:
    """Put the wish on record and ask for the job that makes the file.

    Raises:
        ExportRefusedError: a right is missing, or the purpose does not cover addresses.
    """
    check_rights(by, columns, purpose)
    wanted = {
        "columns": list(columns),
        "purpose": purpose.value,
        "reason": reason,
        "delimiter": delimiter,
    }
    job = request_job(kind=KIND, parameters=wanted, by=by)
    after = wanted | {"what": "organisations"}
    record("export.request", target=job, target_label=export_mark(job), after=after, by=by)
    return job


def check_rights(by: User, columns: Sequence[str], purpose: str) -> None:
    """Refuse what this person may not take out; asked again when the job runs.

    Raises:
        ExportRefusedError: a right is missing, or the purpose is another one.
    """
    if not by.has_perms(PERMISSIONS) or not columns or set(columns) - set(COLUMNS):
        raise ExportRefusedError
    if "email" in columns and (purpose != Purpose.DELIVERY or not by.has_perm(EMAIL_PERMISSION)):
        raise ExportRefusedError


def step(job: Job) -> dict[str, Any] | None:
    """Tell the administrators; then write the file, which is short."""
    by, wanted = job.requested_by, job.parameters
    if by is None:
        raise JobFailedError("refused")
    try:
        check_rights(by, wanted["columns"], wanted["purpose"])
    except ExportRefusedError as error:
        raise JobFailedError("refused") from error
    rows = _rows()
    if not job.cursor:
        total = rows.count()
        tell_administrators(job, by, total)
        progress(job, done=0, total=total, cursor={"told": True})
        return None
    cells = {f"cell_{name}": COLUMNS[name] for name in wanted["columns"]}
    cells["cell_export"] = Value(export_mark(job), output_field=CharField())
    table = rows.order_by("pk").annotate(**cells).values_list(*cells)
    names = [*wanted["columns"], "export"]
    with tempfile.TemporaryFile() as file:
        for piece in copy_csv(table, names, delimiter=wanted["delimiter"]):
            file.write(piece)
        return attach_export(job, by, file, "csv", rows=job.total or 0, what="organisations")


EXPORT_BODIES = JobKind(
    code=KIND,
    label=_("Export of the organisations that sign"),
    permission="signatures.export_personal_data",
    step=step,
    describe=describe,
    personal=True,
)


def _rows() -> QuerySet[BodySignature]:
    """Give all that are not erased."""
    return BodySignature.objects.exclude(state=BodyState.WITHDRAWN)
