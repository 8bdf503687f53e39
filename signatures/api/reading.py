"""What the API tells, as plain values, from the rooms that know it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from appeal.models import Appeal, AppealVersion
from appeal.publishing import NoAppealError, current_version, published_appeal, text_in
from signatures.figures.counting import total
from signatures.figures.published import as_dict
from signatures.figures.settled import public_figures
from signatures.figures.snapshots import public_snapshots
from signatures.models import Snapshot
from signatures.sharing.announcing import reached

SNAPSHOTS_OF_A_PAGE = 50
MOST_MILESTONES = 200


def appeal_values(appeal: Appeal, language: str, now: datetime) -> dict[str, Any]:
    """Give one appeal; without a text its address is its title."""
    try:
        title = text_in(current_version(appeal), language).title
    except NoAppealError:
        title = appeal.slug
    with translation.override(language):
        return {
            "slug": appeal.slug,
            "title": title,
            "state": appeal.state_at(now),
            "publisher": appeal.publisher,
            "opens_at": appeal.opens_at,
            "closes_at": appeal.closes_at,
            "hearing_at": appeal.hearing_at,
            "goal": appeal.goal,
            "total": total(appeal),
            "signatories_listed": appeal.signatories_in_api,
            "url": f"{settings.SITE_URL}/{language}/appeals/{appeal.slug}/",
        }


def appeals_values(language: str, now: datetime) -> dict[str, Any]:
    """Give every public appeal, the featured one first."""
    appeals = Appeal.objects.published().order_by("-is_featured", "-created_at", "pk")
    return {"appeals": [appeal_values(appeal, language, now) for appeal in appeals]}


def figures_values(slug: str, language: str, now: datetime) -> dict[str, Any]:
    """Give the figure, as `figures.json` has it.

    Raises:
        NoAppealError: there is no such appeal.
    """
    appeal = published_appeal(slug)
    return as_dict(public_figures(appeal, language=language, now=now, hours=True))


def snapshots_values(slug: str, after: str, now: datetime) -> dict[str, Any]:
    """Give a page of frozen figures, the latest first; an unknown `after` begins anew."""
    appeal = published_appeal(slug)
    rows = public_snapshots(appeal, now=now).order_by("-pk")
    last = Snapshot.objects.filter(appeal=appeal, code=after).first() if after else None
    if last is not None:
        rows = rows.filter(pk__lt=last.pk)
    found = list(rows[: SNAPSHOTS_OF_A_PAGE + 1])
    shown = found[:SNAPSHOTS_OF_A_PAGE]
    return {
        "snapshots": [_line(snapshot) for snapshot in shown],
        "next_after": shown[-1].code if len(found) > len(shown) else "",
    }


def _line(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "code": snapshot.code,
        "taken_at": snapshot.taken_at,
        "total": snapshot.total,
        "reason": str(snapshot.reason),
        "sha256": snapshot.sha256,
        "url": f"{settings.SITE_URL}{_address(snapshot)}",
    }


def _address(snapshot: Snapshot) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return snapshot.get_absolute_url()


def milestones_values(slug: str) -> dict[str, Any]:
    """Give the round numbers that the figure has reached, the largest first."""
    appeal = published_appeal(slug)
    return {
        "milestones": [
            {"number": one.number, "reached_at": one.reached_at}
            for one in reached(appeal, limit=MOST_MILESTONES)
        ]
    }


def versions_values(slug: str) -> dict[str, Any]:
    """Give every published version of the text, the latest first."""
    versions = _published(published_appeal(slug)).prefetch_related("texts")
    return {
        "versions": [
            {
                "number": version.number,
                "published_at": version.published_at,
                "change_kind": str(version.change_kind),
                "sha256": version.sha256,
                "languages": sorted(text.language for text in version.texts.all()),
            }
            for version in versions
        ]
    }


def text_values(slug: str, number: int | None, language: str) -> dict[str, Any]:
    """Give the text of one version, by default the one that people sign now.

    Raises:
        NoAppealError: there is no such appeal, or no such published version.
    """
    versions = _published(published_appeal(slug))
    version = (versions.filter(number=number) if number else versions).first()
    if version is None:
        raise NoAppealError(slug)
    text = text_in(version, language)
    return {
        "number": version.number,
        "published_at": version.published_at,
        "sha256": version.sha256,
        "language": text.language,
        "title": text.title,
        "summary": text.summary,
        "body": text.body,
    }


def _published(appeal: Appeal) -> Any:
    versions = AppealVersion.objects.filter(appeal=appeal, published_at__isnull=False)
    return versions.order_by("-number")
