"""The job that writes an export of personal data, slice by slice (docs/adr/0024).

The administrators are told first: if they cannot be, nothing leaves. Each slice is a part
in the store of private files; the last one joins them, hashes the whole and puts it on
record.
"""

import shutil
import tempfile
import uuid
from contextlib import AbstractContextManager
from functools import partial
from smtplib import SMTPException
from typing import IO, Any

from django.conf import settings
from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.mail import send_mail
from django.db.models import Max, QuerySet
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import record
from accounts.models import User
from signatures.desk import exports
from signatures.desk.export_request import (
    SIGNATURES,
    ExportedList,
    ExportRefusedError,
    Purpose,
    check_rights,
    export_mark,
)
from signatures.desk.jobs import JobFailedError, JobKind, progress
from signatures.desk.results import FOLDER, attach_result
from signatures.models import Job, Signature
from signatures.models.job import private_storage
from signatures.models.lagging import BEGINNING, lagging, position

ROWS_OF_A_SLICE = 50_000


def step(job: Job) -> dict[str, Any] | None:
    """Do the next piece: tell the administrators, write a part, or join the parts."""
    by = entitled(job, SIGNATURES)
    if not job.cursor:
        since = position()
        rows = _rows(job, by)
        total = rows.order_by().count()
        tell_administrators(job, by, total)
        newest = rows.order_by().aggregate(newest=Max("pk"))["newest"] or 0
        start: dict[str, Any] = {
            "since": since,
            "last": 0,
            "newest": newest,
            "parts": [],
            "folder": uuid.uuid4().hex,
        }
        progress(job, done=0, total=total, cursor=start)
        return None
    if job.parameters["format"] == "xlsx":
        return _finish_workbook(job, by)
    return _write_part(job, by)


def describe(job: Job) -> str:
    """Say how an export ended."""
    if job.failure == "refused":
        return _("Refused: the right to this file was missing when it was to be written.")
    if job.failure == "untold":
        return _("Nothing was written: the mail that tells the administrators did not leave.")
    if job.failure == "too many":
        most = number_format(exports.XLSX_MOST_ROWS, force_grouping=True)
        return _("More than %s rows: choose CSV.") % most
    if job.outcome:
        return _("%(rows)s rows. SHA-256: %(hash)s") % {
            "rows": number_format(job.outcome["rows"], force_grouping=True),
            "hash": job.result_sha256 or job.outcome["sha256"],
        }
    return ""


def may_have(of: ExportedList, job: Job, user: User) -> bool:
    """Say whether somebody could have asked for this very file, addresses included (R-19).

    Args:
        of: the list that it is from.
        job: what was asked for.
        user: who would have it now.
    """
    wanted = job.parameters
    try:
        check_rights(of, by=user, columns=wanted["columns"], purpose=wanted["purpose"])
    except ExportRefusedError:
        return False
    return True


EXPORT = JobKind(
    code=SIGNATURES.kind,
    label=gettext_lazy("Export of personal data"),
    permission="signatures.export_personal_data",
    may_have=partial(may_have, SIGNATURES),
    step=step,
    describe=describe,
    personal=True,
    stopping=gettext_lazy("No file is made then."),
)


def _rows(job: Job, by: User) -> QuerySet[Signature]:
    """Give what the list showed, as its own page reads the address of the list."""
    request = HttpRequest()
    request.method, request.user = "GET", by
    request.GET = QueryDict(job.parameters["query"])
    desk: Any = admin.site.get_model_admin(Signature)
    rows: QuerySet[Signature] = desk.get_export_queryset(request)
    ids = job.parameters["ids"]
    return rows.filter(pk__in=ids) if ids else rows


def _write_part(job: Job, by: User) -> dict[str, Any] | None:
    cursor = job.cursor
    with _lagging(job):
        last, stored = _store_part(job, by)
    written = min(job.done + ROWS_OF_A_SLICE, job.total or 0)
    progress(job, done=written, cursor=cursor | {"last": last, "parts": [*cursor["parts"], stored]})
    return _join(job, by) if last >= cursor["newest"] else None


def _store_part(job: Job, by: User) -> tuple[int, str]:
    """Write the next rows; returns the id of the last one, and where they are."""
    cursor, wanted = job.cursor, job.parameters
    rows = _rows(job, by).filter(pk__gt=cursor["last"], pk__lte=cursor["newest"]).order_by("pk")
    ids = rows.values_list("pk", flat=True)
    last = ids[ROWS_OF_A_SLICE - 1 : ROWS_OF_A_SLICE].first() or cursor["newest"]
    part = tempfile.SpooledTemporaryFile(max_size=1 << 24)  # noqa: SIM115 -- closed by the store
    pieces = exports.stream_csv(
        rows.filter(pk__lte=last),
        wanted["columns"],
        delimiter=delimiter_of(job),
        mark=export_mark(job),
        header=not cursor["parts"],
    )
    with part:
        for piece in pieces:
            part.write(piece)
        part.seek(0)
        name = f"{FOLDER}/{cursor['folder']}/part-{len(cursor['parts'])}"
        return last, private_storage().save(name, ContentFile(part.read()))


def _lagging(job: Job) -> AbstractContextManager[None]:
    """Read from a replica that has all that was counted at first: parts may come from several."""
    return lagging(since=job.cursor.get("since", BEGINNING))


def _join(job: Job, by: User) -> dict[str, Any]:
    with tempfile.TemporaryFile() as whole:
        for stored in job.cursor["parts"]:
            with private_storage().open(stored) as part:
                shutil.copyfileobj(part, whole)
        outcome = attach_export(job, by, whole, "csv", rows=job.total or 0)
    for stored in job.cursor["parts"]:
        private_storage().delete(stored)
    return outcome


def _finish_workbook(job: Job, by: User) -> dict[str, Any]:
    rows = _rows(job, by).filter(pk__lte=job.cursor["newest"])
    try:
        with _lagging(job):
            file = exports.write_xlsx(rows, job.parameters["columns"], mark=export_mark(job))
    except exports.TooManyRowsError as error:
        raise JobFailedError("too many") from error
    with file:
        return attach_export(job, by, file, "xlsx", rows=job.total or 0)


def entitled(job: Job, of: ExportedList) -> User:
    """Give who asked for a file, after another look at whether that person may have it.

    Raises:
        JobFailedError: not any more.
    """
    by = job.requested_by
    if by is None or not may_have(of, job, by):
        raise JobFailedError("refused")
    return by


def delimiter_of(job: Job) -> str:
    """Give what parts the cells of the file."""
    return ";" if job.parameters["format"] == "csv;" else ","


def attach_export(
    job: Job, by: User, file: IO[bytes], extension: str, *, rows: int, what: str = "signatures"
) -> dict[str, Any]:
    """Keep the file with its job, hashed and on record; gives the facts of the outcome."""
    name = f"{what}-{localdate().isoformat()}-{export_mark(job)}.{extension}"
    attach_result(job, file, name=name)
    progress(job, done=rows)
    outcome = {"rows": rows, "sha256": job.result_sha256}
    record("export.finish", target=job, target_label=export_mark(job), after=outcome, by=by)
    return outcome


def tell_administrators(job: Job, by: User, rows: int) -> None:
    """Tell who leaves with what, before anything is written.

    Raises:
        JobFailedError: the mail did not leave, or there is nobody to write to; nor will the file.
    """
    administrators = User.objects.filter(is_superuser=True, is_active=True)
    addresses = list(administrators.order_by("pk").values_list("email", flat=True))
    if not addresses:
        raise JobFailedError("untold")
    path = reverse("admin:signatures_job_progress", args=[job.pk])
    context = {
        "by": by,
        "rows": rows,
        "columns": ", ".join(job.parameters["columns"]),
        "purpose": Purpose(job.parameters["purpose"]),
        "reason": job.parameters["reason"],
        "mark": export_mark(job),
        "address": f"{settings.SITE_URL}{path}",
    }
    try:
        send_mail(
            subject=f"{export_mark(job)}: " + _("an export of personal data"),
            message=render_to_string("signatures/desk/export_notice.txt", context),
            from_email=None,
            recipient_list=addresses,
        )
    except (OSError, SMTPException) as error:
        raise JobFailedError("untold") from error
