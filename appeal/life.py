"""An appeal's life: started, opened, paused, closed, archived, put on the front page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from accounts import audit
from appeal.checklist import what_is_missing
from appeal.enums import AppealState, ChangeKind
from appeal.models import Appeal, Category, CategoryLabel
from appeal.versions import draft_next_version

# The states from which each state may be reached.
_BEFORE = {
    AppealState.OPEN: (AppealState.DRAFT, AppealState.PAUSED, AppealState.CLOSED),
    AppealState.PAUSED: (AppealState.OPEN,),
    AppealState.CLOSED: (AppealState.OPEN, AppealState.PAUSED),
    AppealState.ARCHIVED: (AppealState.CLOSED,),
}


class NotNowError(Exception):
    """The appeal is in a state from which this does not follow."""


class NotReadyError(Exception):
    """Something is missing before the appeal may open; the checklist says what."""


@transaction.atomic
def start_appeal(
    *, slug: str, publisher: str, contact_email: str, like: Appeal | None = None
) -> Appeal:
    """Start a draft, with an empty text to be written.

    Args:
        slug: its address.
        publisher: who is responsible for the data.
        contact_email: whom visitors write to.
        like: an appeal whose categories are taken over.
    """
    appeal = Appeal.objects.create(slug=slug, publisher=publisher, contact_email=contact_email)
    draft_next_version(appeal=appeal, change_kind=ChangeKind.FIRST)
    if like is not None:
        _copy_categories(like, appeal)
    audit.record("appeal.start", target=appeal, target_label=slug)
    return appeal


def open_appeal(appeal: Appeal, *, now: datetime) -> None:
    """Take signatures from now on, or from `opens_at` on when that is still to come.

    A closing date that has passed is taken away: who opens again means it.

    Raises:
        NotNowError: it is open already, or archived.
        NotReadyError: there is no text or no category yet.
    """
    with _moving(appeal, AppealState.OPEN) as locked:
        if what_is_missing(locked):
            raise NotReadyError
        if locked.closes_at is not None and locked.closes_at <= now:
            locked.closes_at = None


def pause_appeal(appeal: Appeal) -> None:
    """Take no new signatures for a while; who has signed may still confirm.

    Raises:
        NotNowError: it is not open.
    """
    with _moving(appeal, AppealState.PAUSED):
        pass


def close_appeal(appeal: Appeal, *, now: datetime) -> None:
    """End the collection now; who has signed may still confirm for a day.

    The day of grace counts from `closes_at`, which becomes now unless it has passed.

    Raises:
        NotNowError: it is not open, or its opening is still to come.
    """
    with _moving(appeal, AppealState.CLOSED) as locked:
        if locked.opens_at is not None and locked.opens_at >= now:
            raise NotNowError
        if locked.closes_at is None or locked.closes_at > now:
            locked.closes_at = now


def archive_appeal(appeal: Appeal) -> None:
    """End an appeal for good: it stays readable, and confirms nobody any more.

    Raises:
        NotNowError: it is not closed.
    """
    with _moving(appeal, AppealState.ARCHIVED):
        pass


@transaction.atomic
def feature_appeal(appeal: Appeal) -> None:
    """Put an appeal on the front page, in the place of the one that is there.

    Raises:
        NotNowError: visitors would find a draft.
    """
    # All rows in one order, so that two people who do this at once wait for each other.
    everyone = list(Appeal.objects.select_for_update().order_by("pk"))
    wanted = next(one for one in everyone if one.pk == appeal.pk)
    if wanted.state == AppealState.DRAFT:
        raise NotNowError
    before = [one.slug for one in everyone if one.is_featured]
    Appeal.objects.filter(is_featured=True).exclude(pk=appeal.pk).update(is_featured=False)
    Appeal.objects.filter(pk=appeal.pk).update(is_featured=True)
    appeal.is_featured = True
    audit.record(
        "appeal.feature",
        target=appeal,
        target_label=appeal.slug,
        before={"featured": before},
        after={"featured": [appeal.slug]},
    )


@contextmanager
def _moving(appeal: Appeal, state: AppealState) -> Iterator[Appeal]:
    """Lock the appeal, let the caller look and change dates, then move it to `state`."""
    with transaction.atomic():
        locked = Appeal.objects.select_for_update().get(pk=appeal.pk)
        if locked.state not in _BEFORE[state]:
            raise NotNowError
        before = _facts(locked)
        yield locked
        locked.state = state
        locked.save(update_fields=["state", "closes_at"])
        audit.record(
            f"appeal.{state}",
            target=appeal,
            target_label=appeal.slug,
            before=before,
            after=_facts(locked),
        )
    appeal.state, appeal.closes_at = locked.state, locked.closes_at


def _facts(appeal: Appeal) -> dict[str, str | None]:
    closes = appeal.closes_at.isoformat() if appeal.closes_at else None
    return {"state": appeal.state, "closes_at": closes}


def _copy_categories(source: Appeal, appeal: Appeal) -> None:
    for category in source.categories.prefetch_related("labels"):
        copy = Category.objects.create(
            appeal=appeal, code=category.code, position=category.position
        )
        CategoryLabel.objects.bulk_create(
            CategoryLabel(category=copy, language=label.language, label=label.label)
            for label in category.labels.all()
        )
