"""The letter: its versions, and each of them in every language."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from appeal.enums import ChangeKind
from appeal.models.appeal import Appeal


class AppealVersion(models.Model):
    """The text as it stood from one moment on. A signature points at one (R-57)."""

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, related_name="versions", verbose_name=_("appeal")
    )
    number = models.PositiveIntegerField(_("number"))
    change_kind = models.CharField(
        _("kind of change"), max_length=12, choices=ChangeKind, default=ChangeKind.FIRST
    )
    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("Empty: a draft.")
    )
    sha256 = models.CharField(_("SHA-256 of the texts"), max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("version of the text")
        verbose_name_plural = _("versions of the text")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appeal", "number"], name="appeal_version_unique_number"
            ),
            models.CheckConstraint(
                condition=models.Q(change_kind__in=ChangeKind.values),
                name="appeal_version_change_known",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True, sha256="")
                | (models.Q(published_at__isnull=False) & ~models.Q(sha256="")),
                name="appeal_version_hashed_iff_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal} v{self.number}"


class AppealText(models.Model):
    """One version in one language; a language is added by adding rows."""

    version = models.ForeignKey(
        AppealVersion, models.CASCADE, related_name="texts", verbose_name=_("version")
    )
    language = models.CharField(_("language"), max_length=10)
    title = models.CharField(_("title"), max_length=200)
    short_title = models.CharField(
        _("short title"), max_length=80, help_text=_("For the subject of mails.")
    )
    summary = models.TextField(_("summary"), max_length=600)
    body = models.TextField(_("letter"), help_text=_("Written in Markdown."))

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "language"], name="appeal_text_unique_language"
            ),
        ]

    def __str__(self) -> str:
        return self.title
