"""What is told around the letter, edited on the appeal's page: one row for each language."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import TextField
from django.forms import Textarea

from appeal.models import Appeal, KeyDate, KeyFigure, NewsItem, Question


class StoryInline(admin.StackedInline[Any, Appeal]):
    """Rows that are folded away until somebody wants to see them."""

    extra = 0
    classes = ("collapse",)
    formfield_overrides: ClassVar = {TextField: {"widget": Textarea(attrs={"rows": 6})}}


class KeyDateInline(StoryInline):
    """Days beside those of the appeal itself."""

    model = KeyDate
    ordering = ("language", "at")


class KeyFigureInline(StoryInline):
    """Numbers of what stands behind the appeal."""

    model = KeyFigure
    ordering = ("language", "position", "pk")


class QuestionInline(StoryInline):
    """What people ask before they sign."""

    model = Question
    ordering = ("language", "position", "pk")


class NewsInline(StoryInline):
    """News on the page; the newest first."""

    model = NewsItem
    ordering = ("-published_at", "language")


STORY = (KeyDateInline, KeyFigureInline, QuestionInline, NewsInline)
