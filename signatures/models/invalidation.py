"""A wave of signatures taken out of the count: the conditions, as a saved query (R-58)."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal
from signatures.enums import InvalidationReason
from signatures.models.job import Job


class Invalidation(models.Model):
    """Conditions, the public reason, and the jobs that do it and undo it.

    The rows that it changed are those whose decision has its `batch`.
    """

    appeal = models.ForeignKey(Appeal, models.PROTECT, verbose_name=_("appeal"))
    conditions = models.JSONField(_("conditions"))
    reason = models.CharField(_("public reason"), max_length=12, choices=InvalidationReason)
    note = models.CharField(_("note"), max_length=250, blank=True)
    # Who signs after the preview was not seen in it.
    newest = models.BigIntegerField(editable=False)
    previewed = models.PositiveIntegerField(_("counted in the preview"))
    batch = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", editable=False)
    undo_job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    created_at = models.DateTimeField(_("requested at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("invalidation")
        verbose_name_plural = _("invalidations of waves")
        constraints: ClassVar = [
            # No condition is every signature.
            models.CheckConstraint(condition=~Q(conditions={}), name="invalidation_has_condition"),
            models.CheckConstraint(
                condition=Q(reason__in=InvalidationReason.values),
                name="invalidation_reason_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} #{self.pk}"
