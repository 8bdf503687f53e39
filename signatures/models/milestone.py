"""When an appeal reached a round number of signatures."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal


class Milestone(models.Model):
    """A round number, and when the count was first seen at it or above.

    Noted by the schedule and not by the confirmation, which must wait for nobody: true to the
    minute; of numbers that were passed before anybody looked, true to the day.
    """

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, related_name="+", db_index=False, verbose_name=_("appeal")
    )
    number = models.PositiveIntegerField(_("number of signatures"))
    reached_at = models.DateTimeField(_("reached at"))
    # When the organisers were told; those of days gone by are told to nobody.
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appeal", "number"], name="milestone_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="milestone_number_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal}: {self.number}"
