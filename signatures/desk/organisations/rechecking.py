"""The background job that looks again at signatures when an organisation's domains change."""

import hashlib
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from signatures.desk.jobs import JobKind, progress, request_job
from signatures.models import Job
from signatures.organisations.recheck import highest_id, recheck

CODE = "recheck-domains"


def request_recheck(domains: list[str], *, by: User) -> Job | None:
    """Ask for it, when there is a domain to look at; the same twice is one job."""
    if not domains:
        return None
    names = sorted(set(domains))
    key = hashlib.sha256(" ".join(names).encode()).hexdigest()
    return request_job(kind=CODE, parameters={"domains": names}, by=by, key=key)


def _step(job: Job) -> dict[str, Any] | None:
    highest = job.cursor.get("highest") or highest_id()
    after, changed = job.cursor.get("after", 0), job.cursor.get("changed", 0)
    done = recheck(job.parameters["domains"], after=after, highest=highest)
    changed += done.changed
    cursor = {"highest": highest, "after": done.up_to, "changed": changed}
    progress(job, done=done.up_to, total=highest, cursor=cursor)
    return {"changed": changed} if done.is_last else None


def _describe(job: Job) -> str:
    number = job.outcome.get("changed", 0)
    text = ngettext(
        "%s signature has another organisation now.",
        "%s signatures have another organisation now.",
        number,
    )
    return str(text % localize(number))


RECHECK_DOMAINS = JobKind(
    code=CODE,
    label=_("Look again at signatures from mail domains that changed"),
    permission="signatures.change_organisation",
    step=_step,
    describe=_describe,
)
