"""Which organiser was told that an appeal's clock will erase its names."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal


class ErasureNotice(models.Model):
    """One mail to one organiser; another date of the same appeal is told anew.

    Attributes:
        erased_on: the day that the mail names.
        days: how long before that day it was due.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="+")
    erased_on = models.DateField(_("erased on"))
    days = models.PositiveSmallIntegerField(_("days before"))

    class Meta:
        verbose_name = _("notice of erasure")
        verbose_name_plural = _("notices of erasure")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "appeal", "erased_on", "days"], name="erasure_notice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal} {self.erased_on} {self.person}"
