"""Why a signature is held: one row for each thing that speaks against it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from signatures.models.signature import Signature
from signatures.models.watched_name import WatchedName

# The one reason that a single moderator cannot set aside; migration `0011_watch_list` holds it.
WATCH_LIST = "watch_list"


class HoldReason(models.Model):
    """One reason, as a code: `watch_list`, or one of `risk.reasons.RiskReason`.

    Holds no name: a withdrawal deletes the rows all the same.
    """

    signature = models.ForeignKey(
        Signature, models.CASCADE, related_name="hold_reasons", verbose_name=_("signature")
    )
    code = models.CharField(_("reason"), max_length=30)
    watched = models.ForeignKey(
        WatchedName, models.SET_NULL, null=True, verbose_name=_("watched name")
    )
    created_at = models.DateTimeField(_("noticed at"), db_default=Now(), editable=False)
    # When two people had seen the proof (desk/release).
    settled_at = models.DateTimeField(_("settled at"), null=True, editable=False)

    class Meta:
        verbose_name = _("reason for holding")
        verbose_name_plural = _("reasons for holding")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["signature", "code"], name="hold_reason_unique"),
            models.CheckConstraint(condition=~Q(code=""), name="hold_reason_has_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} #{self.signature_id}"
