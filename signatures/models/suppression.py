"""Addresses that asked not to be written to, as keyed hashes."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from signatures.enums import SuppressionReason


class SuppressedAddress(models.Model):
    """An address we no longer write to. The address itself is not kept (R-05, R-66)."""

    recipient_key = models.BinaryField(max_length=32)
    reason = models.CharField(
        _("reason"),
        max_length=11,
        choices=SuppressionReason,
        db_default=SuppressionReason.NOT_ME,
        default=SuppressionReason.NOT_ME,
    )
    created_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient_key"], name="suppressed_unique_recipient"),
            models.CheckConstraint(
                condition=models.Q(reason__in=SuppressionReason.values),
                name="suppressed_reason_known",
            ),
        ]
        indexes: ClassVar = [
            # mail/alarms: how many in the last hour?
            models.Index(fields=["reason", "created_at"], name="suppressed_reason_idx"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
