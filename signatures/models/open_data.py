"""The aggregates of one day, as the public may take them away for any use."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal


class OpenDataFile(models.Model):
    """One archive of one appeal and day (`figures.open_data`), kept where the backups are.

    Aggregates only: nothing in it is about one person, so it stays.
    """

    appeal = models.ForeignKey(
        Appeal, models.PROTECT, related_name="open_data", verbose_name=_("appeal")
    )
    day = models.DateField(_("day"))
    as_of = models.DateTimeField(_("as of"))
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("open data file")
        verbose_name_plural = _("open data files")
        default_permissions = ()
        constraints: ClassVar = [
            # Two schedules that strike at once publish one file; a published one stays.
            models.UniqueConstraint(fields=["appeal", "day"], name="open_data_one_a_day"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="open_data_has_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal} {self.day.isoformat()}"
