"""What was decided about a signature, by whom and why."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from signatures.models.signature import Signature


class Decision(models.TextChoices):
    """The verbs of the desk."""

    APPROVE = "approve", _("approved")
    HIDE = "hide", _("hidden")
    HOLD = "hold", _("held")
    INVALIDATE = "invalidate", _("invalidated")
    REINSTATE = "reinstate", _("reinstated")
    UNDO = "undo", _("undone")
    # Not the desk's: the signatory changed what had been typed (signing/revise).
    CORRECT = "correct", _("corrected by the signatory")


class ModerationDecision(models.Model):
    """One act of moderation on one signature; the detail page lists them."""

    signature = models.ForeignKey(
        Signature, models.CASCADE, related_name="decisions", verbose_name=_("signature")
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    status_before = models.CharField(_("status before"), max_length=11)
    moderation_before = models.CharField(_("moderation before"), max_length=10)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name=_("decided by"),
        help_text=_("Empty: a rule decided."),
    )
    # One act on many signatures has one; by it the act is undone (desk/undo).
    batch = models.UUIDField(null=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decision__in=Decision.values),
                name="moderation_decision_known",
            ),
        ]
        indexes: ClassVar = [
            # desk/undo: the decisions of one act, in their order.
            models.Index(
                fields=["batch", "id"],
                condition=models.Q(batch__isnull=False),
                name="moderation_decision_batch_idx",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} #{self.signature_id}"
