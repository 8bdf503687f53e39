"""What an appeal needs before it can open, and what would do it good."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appeal.enums import AppealState
from appeal.models import Appeal, AppealVersion


class Step(models.TextChoices):
    """The steps to an open appeal, in the order of the guide."""

    IDENTITY = "identity", _("Say who publishes it and where")
    TEXT = "text", _("Write the text in every language")
    CATEGORIES = "categories", _("Say who may sign: the categories")
    PUBLISHED = "published", _("Publish the text")
    DATES = "dates", _("Set the dates")
    PARTNERS = "partners", _("Name the partners")
    OPEN = "open", _("Open it for signatures")
    FEATURED = "featured", _("Put it on the front page")


# Without these, visitors would find nothing to read or nothing to sign as.
REQUIRED = (Step.IDENTITY, Step.TEXT, Step.CATEGORIES, Step.PUBLISHED)
OPTIONAL = (Step.DATES, Step.PARTNERS, Step.FEATURED)


@dataclass(frozen=True)
class Item:
    """One step of one appeal.

    Attributes:
        step: which one.
        is_done: whether nothing is left to do.
        is_optional: whether the appeal may open without it.
        lacks: the languages in which something is still empty.
    """

    step: Step
    is_done: bool
    lacks: tuple[str, ...] = ()

    @property
    def is_optional(self) -> bool:
        """Whether the appeal may open without it."""
        return self.step in OPTIONAL


def checklist(appeal: Appeal) -> list[Item]:
    """Give every step with whether it is done."""
    latest = appeal.versions.order_by("-number").first()
    untold = _languages_without_text(latest)
    unlabelled = _languages_without_label(appeal)
    done = {
        Step.IDENTITY: bool(appeal.publisher and appeal.contact_email),
        Step.TEXT: not untold,
        Step.CATEGORIES: not unlabelled and appeal.categories.exists(),
        Step.PUBLISHED: appeal.versions.filter(published_at__isnull=False).exists(),
        Step.DATES: appeal.closes_at is not None,
        Step.PARTNERS: appeal.partners.exists(),
        Step.OPEN: appeal.state != AppealState.DRAFT,
        Step.FEATURED: appeal.is_featured,
    }
    lacks = {Step.TEXT: untold, Step.CATEGORIES: unlabelled}
    return [Item(step, done[step], lacks.get(step, ())) for step in Step]


def what_is_missing(appeal: Appeal) -> list[Step]:
    """List the required steps that are not done; empty when the appeal may open."""
    return [item.step for item in checklist(appeal) if item.step in REQUIRED and not item.is_done]


def _languages_without_text(version: AppealVersion | None) -> tuple[str, ...]:
    """List the languages in which a title, summary or letter is missing."""
    whole = {
        text.language
        for text in (version.texts.all() if version is not None else ())
        if text.title and text.short_title and text.summary and text.body.strip()
    }
    return tuple(code for code, _name in settings.LANGUAGES if code not in whole)


def _languages_without_label(appeal: Appeal) -> tuple[str, ...]:
    """List the languages in which some category has no name."""
    named = [
        {label.language for label in category.labels.all()}
        for category in appeal.categories.prefetch_related("labels")
    ]
    return tuple(
        code for code, _name in settings.LANGUAGES if any(code not in one for one in named)
    )
