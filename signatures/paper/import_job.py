"""Long files of lines: looked at, then stored, by a job with its progress (docs/adr/0012).

A request may take a second or two; files of more than `LONG` lines take ten. Lines are
cleaned slice by slice into the store of private files, where the file itself lies. The last
slice stores all of them or none.
"""

import json
import uuid
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

import tablib
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from signatures.desk.jobs import JobFailedError, JobKind, progress, request_job
from signatures.desk.results import FOLDER
from signatures.models import Job, PaperBatch
from signatures.models.job import JobState, private_storage
from signatures.paper.batches import WrongStateError
from signatures.paper.duplicates import Finding
from signatures.paper.entries import Entry
from signatures.paper.importing import (
    Entries,
    Faults,
    FaultyLinesError,
    Preview,
    Row,
    StoredAlreadyError,
    clean_lines,
    preview_of,
    store_lines,
)
from signatures.paper.sources import OtherFileError, kept_table
from signatures.paper.tables import TableError

KIND = "paper_lines"
PERMISSION = "signatures.change_paperbatch"
LONG = 3000  # lines
SLICE = 2000
MOST_SAID = 200
LOOK, STORE = "look", "store"


def request_lines(batch: PaperBatch, act: str, *, by: User, without_faulty: bool = False) -> Job:
    """Ask for the file that a batch keeps to be looked at, or to be stored.

    Args:
        batch: being typed.
        act: `LOOK` or `STORE`.
        by: who asks; faults are said in the language of this request.
        without_faulty: as in `importing.import_lines`.
    """
    return request_job(
        kind=KIND,
        parameters={
            "batch": batch.pk,
            "sha256": batch.source_sha256,
            "act": act,
            "without_faulty": without_faulty,
            "language": translation.get_language(),
        },
        by=by,
        key=_key(batch, act),
    )


@dataclass(frozen=True)
class LongPreview:
    """What a job saw in a long file; as `Preview`, with the first lines of each sort."""

    number: int
    storable: int
    faulty_number: int
    doubtful_number: int
    known: int
    by_category: list[tuple[str, int]]
    faulty: list[Row] = field(default_factory=list)
    doubtful: list[Row] = field(default_factory=list)


def last_look(batch: PaperBatch) -> LongPreview | None:
    """Give what a job saw in the file that a batch keeps, once it has ended."""
    if not batch.source_sha256 or batch.imported_sha256 == batch.source_sha256:
        return None
    done = Job.objects.filter(kind=KIND, key=_key(batch, LOOK), state=JobState.DONE)
    job = done.order_by("-pk").first()
    if job is None:
        return None
    seen, table = dict(job.outcome), kept_table(batch, seen=batch.source_sha256)
    faulty = [_row(table, number, faults) for number, faults in seen.pop("faults")]
    doubtful = [_row(table, number, {}, found) for number, found in seen.pop("findings")]
    return LongPreview(**seen, faulty=faulty, doubtful=doubtful)


def step(job: Job) -> dict[str, Any] | None:
    """Clean the next lines; after the last ones, say what was seen or store all of them."""
    wanted, by = job.parameters, job.requested_by
    batch = PaperBatch.objects.select_related("appeal").get(pk=wanted["batch"])
    if by is None or not by.has_perm(PERMISSION):
        raise JobFailedError("refused")
    try:
        table = kept_table(batch, seen=wanted["sha256"])
    except (OtherFileError, TableError) as error:
        raise JobFailedError("other file") from error
    with translation.override(wanted["language"]):
        if job.done < len(table):
            _clean_some(job, batch, table)
            return None
        preview = preview_of(batch.appeal, table, *_cleaned(job))
        outcome = _facts(preview) if wanted["act"] == LOOK else _store(job, batch, preview)
    transaction.on_commit(partial(_forget_parts, job))
    return outcome


def describe(job: Job) -> str:
    """Say how it ended."""
    failures = {
        "refused": _("Refused: the right to work on paper lists was missing by then."),
        "other file": _("Another file was chosen meanwhile: look at it first."),
        "faulty": _("Nothing is stored: there are lines with faults."),
        "stored": _("The lines of this file are stored already."),
        "state": _("The list is not in the state for that any more."),
    }
    if job.failure:
        return failures.get(job.failure, "")
    if "stored" in job.outcome:
        return _("%s lines are stored.") % _said(job.outcome["stored"])
    if job.outcome:
        return _("%(number)s lines were read, %(faulty)s of them have faults.") % {
            "number": _said(job.outcome["number"]),
            "faulty": _said(job.outcome["faulty_number"]),
        }
    return _("Nothing is stored.")


def page(job: Job) -> str:
    """Give where to go on: to what was seen, or to the list."""
    stored = job.state == JobState.DONE and job.parameters["act"] == STORE
    name = "sheet" if stored else "import"
    return reverse(f"admin:signatures_paperbatch_{name}", args=[job.parameters["batch"]])


PAPER_LINES = JobKind(
    code=KIND,
    label=gettext_lazy("Lines of a paper list"),
    permission=PERMISSION,
    step=step,
    describe=describe,
    page=page,
    stopping=gettext_lazy("Nothing of the file is stored then."),
)


def _key(batch: PaperBatch, act: str) -> str:
    return f"{act} {batch.pk} {batch.source_sha256[:40]}"


def _clean_some(job: Job, batch: PaperBatch, table: tablib.Dataset) -> None:
    some = tablib.Dataset(*table[job.done : job.done + SLICE], headers=table.headers)
    entries, faults = clean_lines(batch.appeal, some)
    part = {
        "entries": {job.done + number: asdict(entry) for number, entry in entries.items()},
        "faults": {job.done + number: said for number, said in faults.items()},
    }
    cursor = job.cursor or {"folder": uuid.uuid4().hex, "parts": []}
    name = f"{FOLDER}/{cursor['folder']}/part-{len(cursor['parts'])}"
    stored = private_storage().save(name, ContentFile(json.dumps(part).encode()))
    cursor["parts"].append(stored)
    progress(job, done=job.done + len(some), total=len(table), cursor=cursor)


def _cleaned(job: Job) -> tuple[Entries, Faults]:
    entries: Entries = {}
    faults: Faults = {}
    for name in job.cursor.get("parts", []):
        with private_storage().open(name) as file:
            part = json.load(file)
        entries |= {int(number): Entry(**fields) for number, fields in part["entries"].items()}
        faults |= {int(number): said for number, said in part["faults"].items()}
    return entries, faults


def _forget_parts(job: Job) -> None:
    for part in job.cursor.get("parts", []):
        private_storage().delete(part)


def _facts(preview: Preview) -> dict[str, Any]:
    """Give numbers and words about lines, and nothing that stands in one."""
    return {
        "number": preview.number,
        "storable": preview.storable,
        "faulty_number": preview.faulty_number,
        "doubtful_number": preview.doubtful_number,
        "known": preview.known,
        "by_category": preview.by_category,
        "faults": [(row.number, row.faults) for row in preview.faulty[:MOST_SAID]],
        "findings": [(row.number, row.findings) for row in preview.doubtful[:MOST_SAID]],
    }


def _store(job: Job, batch: PaperBatch, preview: Preview) -> dict[str, Any]:
    try:
        store_lines(
            batch,
            preview,
            sha256=job.parameters["sha256"],
            without_faulty=job.parameters["without_faulty"],
            by=job.requested_by,
        )
    except FaultyLinesError as error:
        raise JobFailedError("faulty") from error
    except StoredAlreadyError as error:
        raise JobFailedError("stored") from error
    except WrongStateError as error:
        raise JobFailedError("state") from error
    return {"stored": preview.storable}


def _row(
    table: tablib.Dataset, number: int, faults: dict[str, list[str]], found: list[str] | None = None
) -> Row:
    """Give a line with what stands in it; the header is the file's line 1."""
    return Row(number, list(table[number - 2]), faults, [Finding(one) for one in found or []])


def _said(number: int) -> str:
    return number_format(number, force_grouping=True)
