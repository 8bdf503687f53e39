"""A figure as it stood at one moment, kept for ever (docs/adr/0025)."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal


class SnapshotReason(models.TextChoices):
    """Why a figure was frozen."""

    MANUAL = "manual", _("by hand")
    HEARING = "hearing", _("at the hour of the hearing")
    MILESTONE = "milestone", _("at a milestone")


class Snapshot(models.Model):
    """What was counted when somebody quoted it.

    Rows are made by `figures.snapshots.take_snapshot` and by nothing else. The database
    refuses DELETE, TRUNCATE and the UPDATE of everything but the embargo (migration
    `0026_snapshots`): withdrawals and erasures move the live figure, never this one.

    Attributes:
        code: what tells it apart in its public address.
        taken_at: when it was counted, to the second.
        reason: why.
        occasion: which hearing or milestone it was, so that each is frozen once; empty by
            hand.
        definition_version: of the text that says what counts (`figures.definition`).
        figures: in each language, the figure with its breakdowns, the definition, and the
            title and hash of the text that people signed then.
        sha256: of the whole in its canonical form (`figures.snapshots.canonical`).
        author: who took it; None is the schedule.
        embargo_until: until when only who has its secret link may see it.
    """

    appeal = models.ForeignKey(
        Appeal, models.PROTECT, related_name="snapshots", verbose_name=_("appeal")
    )
    code = models.CharField(_("code"), max_length=12, unique=True)
    taken_at = models.DateTimeField(_("taken at"))
    reason = models.CharField(_("reason"), max_length=9, choices=SnapshotReason)
    occasion = models.CharField(_("occasion"), max_length=40, blank=True)
    definition_version = models.PositiveSmallIntegerField(_("version of the definition"))
    figures = models.JSONField(_("figures"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("taken by"),
    )
    embargo_until = models.DateTimeField(_("under embargo until"), null=True, blank=True)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        default_permissions = ("view",)
        permissions: ClassVar = [
            ("take_snapshot", _("Can freeze a figure")),
            ("make_dossier", _("Can make the dossier for the jury, which has names in it")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reason__in=SnapshotReason.values), name="snapshot_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(reason=SnapshotReason.MANUAL, occasion="")
                | (~Q(reason=SnapshotReason.MANUAL) & ~Q(occasion="")),
                name="snapshot_occasion_iff_not_by_hand",
            ),
            # Two clocks that strike the same hour freeze one figure.
            models.UniqueConstraint(
                fields=["appeal", "reason", "occasion"],
                condition=~Q(occasion=""),
                name="snapshot_once_for_an_occasion",
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z2-9]{10}$"), name="snapshot_code_letters"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="snapshot_has_hash"
            ),
            models.CheckConstraint(
                condition=Q(embargo_until__isnull=True) | Q(embargo_until__gt=models.F("taken_at")),
                name="snapshot_embargo_after_taken",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["appeal", "-taken_at"], name="snapshot_latest_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal} {self.code}"

    def get_absolute_url(self) -> str:
        """Give the public address, in the language of the page; it answers for ever."""
        return reverse("signatures:snapshot", args=[self.appeal.slug, self.code])

    def figures_in(self, language: str) -> dict[str, Any]:
        """Give the frozen figures in `language`, else in the site's first language."""
        in_languages: dict[str, dict[str, Any]] = self.figures
        return in_languages.get(language) or in_languages[settings.LANGUAGE_CODE]

    @property
    def total(self) -> int:
        """Give the figure that was frozen."""
        return int(self.figures_in(settings.LANGUAGE_CODE)["total"])
