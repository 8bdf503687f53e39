"""Addresses that asked not to be written to, as keyed hashes."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class SuppressedAddress(models.Model):
    """An address we no longer write to. The address itself is not kept (R-05, R-66)."""

    recipient_key = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient_key"], name="suppressed_unique_recipient"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
