"""One act of a member of staff, kept for good (R-19)."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who did what to what, when, from which session.

    Rows are added by `accounts.audit.record` and by nothing else. The database refuses
    UPDATE, DELETE and TRUNCATE to every role, its own owner included.
    """

    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name=_("who"),
        db_index=False,
        related_name="+",
    )
    act = models.CharField(_("what"), max_length=60)
    # What it was done to: a model's label (`appeal.appeal`) and a key, both as they were
    # then, because the row may be gone now.
    target_type = models.CharField(_("kind of target"), max_length=100, blank=True)
    target_id = models.CharField(_("number of the target"), max_length=64, blank=True)
    target_label = models.CharField(_("target"), max_length=200, blank=True)
    before = models.JSONField(_("before"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    # A keyed hash: says which acts belong together, opens nothing.
    session = models.CharField(_("session"), max_length=16, blank=True)
    # "area.verb who target", folded: what the desk searches.
    search_key = models.CharField(max_length=700, blank=True, editable=False)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit")
        # Nobody adds, changes or deletes one: the two other permissions do not exist.
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(act__regex=r"^[a-z_]+\.[a-z_]+$"), name="audit_entry_act_area_verb"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["at", "id"], name="audit_entry_day_idx"),
            models.Index(fields=["by", "at", "id"], name="audit_entry_by_idx"),
            models.Index(fields=["act", "at", "id"], name="audit_entry_act_idx"),
            models.Index(
                fields=["target_type", "target_id", "at", "id"], name="audit_entry_target_idx"
            ),
            GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="audit_entry_search_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.act} #{self.pk}"
