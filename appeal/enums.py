"""The states an appeal goes through."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppealState(models.TextChoices):
    """From draft to archive."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    PAUSED = "paused", _("paused")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")


# An open appeal before its first hour, as visitors find it; no row is in this state.
TO_COME = "to_come"


class Retraction(models.TextChoices):
    """What stays of a signature that its owner withdraws. The person is erased either way."""

    DATED = "dated", _("“withdrawn on” and the day, without a name")
    DELETED = "deleted", _("nothing")


class ChangeKind(models.TextChoices):
    """How a new version of the text differs from the one before (R-57)."""

    FIRST = "first", _("first version")
    CORRECTION = "correction", _("correction")
    SUBSTANTIAL = "substantial", _("substantial change")


class LegalPage(models.TextChoices):
    """The pages that a public service owes its visitors."""

    NOTICE = "notice", _("legal notice")
    PRIVACY = "privacy", _("your data")
    COUNTING = "counting", _("how we count")
    ACCESSIBILITY = "accessibility", _("accessibility")


class Compliance(models.TextChoices):
    """What a French public site may say of its accessibility, and nothing else (R-78)."""

    FULL = "full", _("Accessibility: fully compliant")
    PARTIAL = "partial", _("Accessibility: partially compliant")
    NONE = "none", _("Accessibility: not compliant")
