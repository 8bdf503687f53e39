"""Versions of an appeal's text: hashed when published, unchangeable from then on (R-57)."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from accounts.audit import record
from appeal.enums import ChangeKind
from appeal.markdown import render_markdown
from appeal.models import Appeal, AppealText, AppealVersion


class NothingToPublishError(Exception):
    """The version has no text, or is published already."""


def hash_version(version: AppealVersion) -> str:
    """Give the SHA-256, in hexadecimal, of all that is signed: the texts of `version`.

    Languages come in alphabetical order; fields are separated by a NUL, which no text can
    hold, so that no two different versions give the same bytes.
    """
    return _digest(version, "language", "title", "summary", "body")


def hash_draft(version: AppealVersion) -> str:
    """Give that of all that is written: the short titles too, which nobody signs."""
    return _digest(version, "language", "title", "short_title", "summary", "body")


def _digest(version: AppealVersion, *fields: str) -> str:
    digest = hashlib.sha256()
    for texts in version.texts.order_by("language").values_list(*fields):
        for text in texts:
            digest.update(text.encode() + b"\0")
    return digest.hexdigest()


@transaction.atomic
def publish_version(
    *, version: AppealVersion, now: datetime, change_kind: ChangeKind | None = None
) -> None:
    """Publish a draft version: from `now` on it is the one that people sign.

    Args:
        version: the draft.
        now: the database's time.
        change_kind: how it differs from the version before; by default as the draft says.

    Raises:
        NothingToPublishError: it has no text, or was published before.
    """
    locked = AppealVersion.objects.select_for_update().get(pk=version.pk)
    if locked.published_at is not None or not locked.texts.exists():
        raise NothingToPublishError
    locked.sha256 = hash_version(locked)
    locked.published_at = now
    if change_kind is not None:
        locked.change_kind = change_kind
    locked.save(update_fields=["sha256", "published_at", "change_kind"])
    version.sha256, version.published_at = locked.sha256, locked.published_at
    version.change_kind = locked.change_kind
    record(
        "appeal.publish",
        target=locked,
        target_label=str(locked),
        after={"sha256": locked.sha256, "change_kind": locked.change_kind},
    )


@transaction.atomic
def draft_next_version(*, appeal: Appeal, change_kind: ChangeKind) -> AppealVersion:
    """Copy the latest version's texts into a new draft, to be corrected and published."""
    Appeal.objects.select_for_update().get(pk=appeal.pk)
    latest = appeal.versions.order_by("-number").first()
    highest = appeal.versions.aggregate(highest=Max("number"))["highest"] or 0
    draft = AppealVersion.objects.create(
        appeal=appeal,
        number=highest + 1,
        change_kind=change_kind if latest else ChangeKind.FIRST,
    )
    if latest is not None:
        AppealText.objects.bulk_create(
            AppealText(
                version=draft,
                language=text.language,
                title=text.title,
                short_title=text.short_title,
                summary=text.summary,
                body=text.body,
            )
            for text in latest.texts.all()
        )
    record("appeal.draft", target=draft, target_label=str(draft))
    return draft


def in_the_sites_order(version: AppealVersion) -> list[AppealText]:
    """Give the texts of `version`, the site's first language first."""
    order = [code for code, _name in settings.LANGUAGES]
    texts = version.texts.filter(language__in=order)
    return sorted(texts, key=lambda text: order.index(text.language))


def preview(version: AppealVersion) -> list[tuple[AppealText, str]]:
    """Give each text of `version` with its letter as HTML."""
    texts = in_the_sites_order(version)
    return [(text, render_markdown(text.body, text.language)) for text in texts]
