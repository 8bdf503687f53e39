"""Who stands behind an appeal."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from appeal.models.appeal import Appeal
from appeal.models.image import StoredImage


class Partner(models.Model):
    """An organisation that carries the appeal; not a signature."""

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, related_name="partners", verbose_name=_("appeal")
    )
    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("site"), blank=True)
    logo = models.ForeignKey(
        StoredImage, models.PROTECT, null=True, blank=True, verbose_name=_("logo")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appeal", "name"], name="partner_unique_name"),
        ]

    def __str__(self) -> str:
        return self.name
