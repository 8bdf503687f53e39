"""Appeals: the text, its versions and languages, who may sign as what, who supports it."""

from appeal.models.appeal import (
    KEPT_AFTER_HEARING,
    LONGEST_KEPT,
    Appeal,
    AppealQuerySet,
)
from appeal.models.category import Category, CategoryLabel
from appeal.models.image import StoredImage
from appeal.models.legal import AccessibilityAudit, Imprint, LegalText
from appeal.models.partner import Partner
from appeal.models.story import KeyDate, KeyFigure, NewsItem, Question
from appeal.models.text import AppealText, AppealVersion

__all__ = [
    "KEPT_AFTER_HEARING",
    "LONGEST_KEPT",
    "AccessibilityAudit",
    "Appeal",
    "AppealQuerySet",
    "AppealText",
    "AppealVersion",
    "Category",
    "CategoryLabel",
    "Imprint",
    "KeyDate",
    "KeyFigure",
    "LegalText",
    "NewsItem",
    "Partner",
    "Question",
    "StoredImage",
]
