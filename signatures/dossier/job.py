"""The background job that makes a dossier for the desk: all of it, in one archive.

Its parameters are a snapshot and a language. The names are read when it runs, and lie
nowhere but in the file, which is deleted after a day with all results of jobs.
"""

import io
import logging
from typing import Any

from django.db import connection
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import record
from accounts.models import User
from signatures.desk.jobs import JobFailedError, JobKind, progress, request_job
from signatures.desk.results import attach_result
from signatures.dossier.edition import languages_of, make_archive, prepare
from signatures.dossier.typesetting import TooLargeError, TypesettingError
from signatures.models import Job, Snapshot
from signatures.models.clock import database_now
from signatures.wall.public import public_signatures

logger = logging.getLogger(__name__)

KIND = "dossier"
# Not the one to see frozen figures: a dossier has names in it, and the press sees sums (rule 5).
PERMISSION = "signatures.make_dossier"


def request_dossier(snapshot: Snapshot, *, language: str, by: User) -> Job:
    """Ask for a dossier, on record; asking twice while it is made gives the same one.

    Args:
        snapshot: the frozen figure.
        language: `fr`, `en` or `both`.
        by: who asks.
    """
    job = request_job(
        kind=KIND,
        parameters={"snapshot": snapshot.code, "language": language},
        by=by,
        key=f"{snapshot.code}:{language}",
    )
    record(
        "dossier.request",
        target=snapshot,
        target_label=snapshot.code,
        after={"language": language},
        by=by,
    )
    return job


def step(job: Job) -> dict[str, Any] | None:
    """Count the names first, so that who waits sees how many; then make everything."""
    wanted = job.parameters
    snapshot = Snapshot.objects.select_related("appeal").get(code=wanted["snapshot"])
    if not job.cursor:
        names = public_signatures(snapshot.appeal).order_by().count()
        progress(job, done=0, total=names, cursor={"counted": True})
        return None
    languages = languages_of(wanted["language"])
    edition = prepare(snapshot, languages=languages, now=database_now(), waiting=_still_here)
    try:
        archive = make_archive(edition, waiting=_still_here)
    except TypesettingError as error:
        logger.exception("job %s", job.pk)
        failure = "memory" if isinstance(error, TooLargeError) else "typesetting"
        raise JobFailedError(failure) from error
    attach_result(
        job, io.BytesIO(archive), name=f"dossier-{snapshot.code}-{wanted['language']}.zip"
    )
    names = sum(len(category.signatories) for category in edition.names)
    progress(job, done=names, total=names)
    return {"names": names, "sha256": job.result_sha256}


def describe(job: Job) -> str:
    """Say how a dossier ended."""
    if job.failure == "memory":
        return _(
            "There are more names than the worker has memory for. The administrator gives it more "
            "(docs/dossier.md), or makes the dossier with manage.py on a larger machine."
        )
    if job.failure == "typesetting":
        return _("The dossier could not be set. The log of the worker says why.")
    if job.outcome:
        return _("The dossier is ready, with %(names)s names, its annexes and their SHA-256.") % {
            "names": number_format(job.outcome["names"], force_grouping=True)
        }
    return ""


DOSSIER = JobKind(
    code=KIND,
    label=gettext_lazy("Dossier for the jury"),
    permission=PERMISSION,
    step=step,
    describe=describe,
    stopping=gettext_lazy("No file is made then."),
)


def _still_here() -> None:
    """Say a word to PostgreSQL, which ends a transaction that is silent for 15 seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
