"""What is told around the letter: dates to come, key figures, news, questions and answers.

Each row is written in one language; another language is more rows, never another column.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from appeal.models.appeal import Appeal


class KeyDate(models.Model):
    """A day that matters to the appeal, beside its own: a debate, a forum, a decision."""

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, related_name="key_dates", verbose_name=_("appeal")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    at = models.DateTimeField(_("when"))
    label = models.CharField(_("what happens"), max_length=160)
    url = models.URLField(_("page about it"), blank=True)

    class Meta:
        verbose_name = _("key date")
        verbose_name_plural = _("key dates")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appeal", "language", "at", "label"], name="key_date_said_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class KeyFigure(models.Model):
    """A number that says what stands behind the appeal; never one of its signatures."""

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, related_name="key_figures", verbose_name=_("appeal")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    number = models.CharField(
        _("figure"), max_length=20, help_text=_("As it is read: “12,000”, “25 million”.")
    )
    label = models.CharField(_("what it counts"), max_length=160)
    url = models.URLField(_("source"), blank=True)

    class Meta:
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appeal", "language", "label"], name="key_figure_said_once"
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(label=""), name="key_figure_counts_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


class NewsItem(models.Model):
    """A piece of news on the appeal's page; mails are `signatures.Newsletter`."""

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, related_name="news", verbose_name=_("appeal")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    published_at = models.DateTimeField(
        _("published at"), db_default=Now(), help_text=_("Later than now: shown from then on.")
    )
    title = models.CharField(_("title"), max_length=160)
    body = models.TextField(_("text"), max_length=4_000, help_text=_("Written in Markdown."))

    class Meta:
        verbose_name = _("news on the page")
        verbose_name_plural = _("news on the page")
        indexes: ClassVar = [
            # appeal/story: the last news in one language.
            models.Index(fields=["appeal", "language", "-published_at"], name="news_item_last_idx"),
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """Something that people ask before they sign, with its answer."""

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, related_name="questions", verbose_name=_("appeal")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"), max_length=2_000, help_text=_("Written in Markdown."))

    class Meta:
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appeal", "language", "question"], name="question_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return self.question
