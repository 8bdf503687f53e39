"""A name that is added to the watch-list holds the signatures that are there already (R-11)."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from signatures.desk.holding import hold_back
from signatures.desk.jobs import JobFailedError, JobKind, progress, request_job
from signatures.desk.moderation import PERMISSION
from signatures.enums import SignatureStatus
from signatures.folding import search_key
from signatures.models import Job, Signature, WatchedName
from signatures.models.statements import unhurried
from signatures.models.watched_name import WatchedKind
from signatures.risk.watchlist import find_watched, set_keys

KIND = "recheck_names"
_SLICE = 200


@transaction.atomic
def watch(watched: WatchedName, *, by: User) -> Job:
    """Put a name on the list, or correct it, and have all signatures compared with it.

    Args:
        watched: as typed, saved here.
        by: who adds it.
    """
    set_keys(watched)
    watched.added_by = watched.added_by or by
    watched.save()
    return request_job(
        kind=KIND, parameters={"watched": watched.pk}, by=by, key=f"watched {watched.pk}"
    )


def _step(job: Job) -> dict[str, Any] | None:
    watched = WatchedName.objects.filter(pk=job.parameters["watched"]).first()
    if watched is None:
        raise JobFailedError("removed")
    if "ids" not in job.cursor:
        with unhurried():
            ids = _bearers(watched)
        progress(job, done=0, total=len(ids), cursor={"ids": ids, "held": 0})
        return None if ids else {"held": 0}
    ids, held = job.cursor["ids"], job.cursor["held"]
    rows = Signature.objects.filter(pk__in=ids[job.done : job.done + _SLICE])
    for signature in rows.select_for_update().order_by("pk"):
        held += hold_back(signature)
    done = min(job.done + _SLICE, len(ids))
    progress(job, done=done, cursor={"ids": ids, "held": held})
    return {"held": held} if done == len(ids) else None


def _bearers(watched: WatchedName) -> list[int]:
    """Give the signatures that may bear the name, from the index of words.

    Those that are invalidated are among them: whoever puts them back finds them held. An
    office may also stand in the job title, which has no index: all of them are read.
    """
    rows = Signature.objects.exclude(status=SignatureStatus.WITHDRAWN)
    named = Q()
    for word in search_key(watched.last_name).split():
        named &= Q(search_key__contains=word)
    if watched.kind == WatchedKind.OFFICE:
        named |= ~Q(job_title="")
    people = rows.filter(named).values_list("pk", "first_name", "last_name", "job_title")
    return [
        pk
        for pk, first, last, title in people.order_by("pk").iterator()
        if find_watched(first_name=first, last_name=last, job_title=title)
    ]


def _describe(job: Job) -> str:
    if job.failure:
        return str(_("The name was removed from the list before."))
    held: int = job.outcome.get("held", 0)
    text = ngettext(
        "%s signature is now held for its name.",
        "%s signatures are now held for their names.",
        held,
    )
    return str(text % localize(held))


RECHECK = JobKind(
    code=KIND,
    label=_("Compare all signatures with a watched name"),
    permission=PERMISSION,
    step=_step,
    describe=_describe,
)
