"""Ask for names to leave the house: why, for what, which columns; on record first (R-19, R-67)."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.audit import record
from accounts.models import User
from signatures.desk.columns import EMAIL_PERMISSION
from signatures.desk.exports import COLUMNS
from signatures.desk.jobs import request_job
from signatures.models import Job

SEARCH = "q"


class Purpose(models.TextChoices):
    """What a list is for. Addresses leave for one of them only (R-67)."""

    DELIVERY = "delivery", _("Handing the appeal over, with its signatures")
    CHECK = "check", _("Checking signatures")
    PRINT = "print", _("Printing names that their owners let be shown")


class ExportRefusedError(Exception):
    """This person may not have this file."""


@dataclass(frozen=True, kw_only=True)
class ExportedList:
    """A list that may leave the house.

    Attributes:
        kind: of the job that writes it.
        permissions: what it takes to have it.
        columns: the names of those it has; `email` takes a right and a purpose of its own.
    """

    kind: str
    permissions: Sequence[str]
    columns: Collection[str]


SIGNATURES = ExportedList(
    kind="export",
    permissions=("signatures.view_signature", "signatures.export_personal_data"),
    columns=COLUMNS,
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody asks for.

    Attributes:
        columns: names out of the list's.
        file_format: `csv`, `csv;` or `xlsx`.
        purpose: what the file is for.
        reason: the person's own words, for whoever reads the record.
        query: the filters and search of the list, as its address has them.
        ids: only these of them; empty for all.
    """

    columns: Sequence[str]
    file_format: str
    purpose: Purpose
    reason: str
    query: str = ""
    ids: Sequence[int] = ()


@transaction.atomic
def request_export(wanted: Wanted, *, by: User, of: ExportedList = SIGNATURES) -> Job:
    """Put the wish on record and ask for the job that makes the file.

    The record says by which fields the list was searched, not for whom. Asking for the same
    again while the file is made (the organiser clicks twice) gives that one.

    Raises:
        ExportRefusedError: the person lacks a right, or the purpose does not cover addresses.
    """
    check_rights(of, by=by, columns=wanted.columns, purpose=wanted.purpose)
    parameters = {
        "query": wanted.query,
        "ids": list(wanted.ids),
        "columns": list(wanted.columns),
        "format": wanted.file_format,
        "purpose": wanted.purpose.value,
        "reason": wanted.reason,
    }
    key = _key(parameters, by=by)
    job = request_job(kind=of.kind, parameters=parameters, by=by, key=key)
    record(
        "export.request",
        target=job,
        target_label=export_mark(job),
        after={
            "list": of.kind,
            "purpose": wanted.purpose.value,
            "reason": wanted.reason,
            "columns": list(wanted.columns),
            "format": wanted.file_format,
            "filters": filters_of(wanted.query),
            "chosen": len(wanted.ids),
        },
        by=by,
    )
    return job


def check_rights(of: ExportedList, *, by: User, columns: Sequence[str], purpose: str) -> None:
    """Refuse what this person may not take out; asked again when the job runs.

    Raises:
        ExportRefusedError: a right is missing, or the purpose is another one.
    """
    if not by.has_perms(of.permissions) or not columns or set(columns) - set(of.columns):
        raise ExportRefusedError
    if "email" in columns and (purpose != Purpose.DELIVERY or not by.has_perm(EMAIL_PERMISSION)):
        raise ExportRefusedError


def export_mark(job: Job) -> str:
    """Give what every row of a file says: which export it comes from, hard to make up."""
    digest = salted_hmac("signatures.export", f"{job.pk}:{job.requested_by_id}", algorithm="sha256")
    return f"E{job.pk}-{digest.hexdigest()[:8]}"


def filters_of(query: str) -> dict[str, Any]:
    """Give the filters of a list for the record; what was searched for is left out."""
    values = QueryDict(query).dict()
    return {name: "…" if name == SEARCH else value for name, value in values.items()}


def _key(parameters: dict[str, Any], *, by: User) -> str:
    """Name a wish. Keyed: the job's key stays when whom it searched for is forgotten."""
    wish = json.dumps([by.pk, parameters], sort_keys=True)
    return salted_hmac("signatures.export.key", wish, algorithm="sha256").hexdigest()
