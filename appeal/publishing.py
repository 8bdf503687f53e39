"""Which appeals the public sees, and the letter in the visitor's language."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import Exists, OuterRef

from appeal.enums import AppealState
from appeal.markdown import render_markdown
from appeal.models import Appeal, AppealText, AppealVersion
from appeal.spacing import set_spaces

# Who signed in the last minutes may still confirm for a day (e-petitions does the same).
CONFIRMATION_GRACE = timedelta(hours=24)


class NoAppealError(Exception):
    """There is no published appeal of that name, or none with a published text."""


@dataclass(frozen=True)
class Letter:
    """The text as one visitor reads it."""

    version: AppealVersion
    language: str
    title: str
    short_title: str
    summary: str
    html: str


def published_appeal(slug: str | None = None) -> Appeal:
    """Find a published appeal by its address, or the featured one.

    Raises:
        NoAppealError: there is none.
    """
    appeals = Appeal.objects.published()
    found = appeals.filter(slug=slug) if slug else appeals.filter(is_featured=True)
    appeal = found.first()
    if appeal is None:
        raise NoAppealError(slug)
    return appeal


def published_appeals() -> list[Appeal]:
    """Find all that have a published text: the featured one first, then the latest."""
    texts = AppealVersion.objects.filter(appeal=OuterRef("pk"), published_at__isnull=False)
    appeals = Appeal.objects.published().filter(Exists(texts))
    return list(appeals.order_by("-is_featured", "-pk"))


def current_version(appeal: Appeal) -> AppealVersion:
    """Find the version that people sign now.

    Raises:
        NoAppealError: nothing was published yet.
    """
    version = appeal.versions.filter(published_at__isnull=False).order_by("-number").first()
    if version is None:
        raise NoAppealError(appeal.slug)
    return version


def published_version(appeal: Appeal, pk: int) -> AppealVersion | None:
    """Find a published version of `appeal` by its id.

    Each process reads it once: the database lets nobody change a published text.
    """
    try:
        version = copy(_published(pk))
    except AppealVersion.DoesNotExist:
        return None
    if version.appeal_id != appeal.pk:
        return None
    version.appeal = appeal  # as it is now; what is kept knows no appeal
    return version


@lru_cache(maxsize=64)
def _published(pk: int) -> AppealVersion:
    return AppealVersion.objects.get(pk=pk, published_at__isnull=False)


def text_in(version: AppealVersion, language: str) -> AppealText:
    """Find a version's text in `language`, else in the site's first language, else any."""
    texts = {text.language: text for text in version.texts.all()}
    if not texts:
        raise NoAppealError(version.appeal.slug)
    wanted = (language, settings.LANGUAGE_CODE)
    return next((texts[code] for code in wanted if code in texts), next(iter(texts.values())))


def current_letter(appeal: Appeal, language: str) -> Letter:
    """Give the letter to show under `appeal` to a reader of `language`."""
    version = current_version(appeal)
    text = text_in(version, language)
    return Letter(
        version=version,
        language=text.language,
        title=set_spaces(text.title, text.language),
        short_title=set_spaces(text.short_title, text.language),
        summary=set_spaces(text.summary, text.language),
        html=render_markdown(text.body, text.language),
    )


def category_labels(appeal: Appeal, language: str) -> dict[int, tuple[str, str]]:
    """Give each category's code and its label in `language`, in the appeal's order.

    Returns:
        `{category id: (code, label)}`. A missing label falls back to the site's first
        language, then to the code.
    """
    rows = appeal.categories.order_by("position", "id").values_list(
        "pk", "code", "labels__language", "labels__label"
    )
    codes: dict[int, str] = {}
    spelled: dict[tuple[int, str | None], str] = {}
    for pk, code, of, label in rows:
        codes[pk], spelled[pk, of] = code, label
    return {
        pk: (code, spelled.get((pk, language)) or spelled.get((pk, settings.LANGUAGE_CODE)) or code)
        for pk, code in codes.items()
    }


def confirmations_end(appeal: Appeal) -> datetime | None:
    """Give the moment until which those who have signed may confirm, if there is an end."""
    return appeal.closes_at + CONFIRMATION_GRACE if appeal.closes_at is not None else None


def may_be_confirmed(appeal: Appeal, now: datetime) -> bool:
    """Say whether a signature that is waiting may still be confirmed at `now`.

    A pause stops new signatures, not those under way; after the close they have a day.
    """
    end = confirmations_end(appeal)
    if (end is not None and now >= end) or now >= appeal.kept_until:
        return False
    if appeal.state == AppealState.CLOSED:
        return appeal.closes_at is not None
    return appeal.state in (AppealState.OPEN, AppealState.PAUSED)
