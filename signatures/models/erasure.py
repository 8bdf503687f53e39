"""The journal of erasures: what a restored backup must forget again."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Erasure(models.Model):
    """One signature that was erased on its owner's wish, as a keyed hash of its handle.

    The row says nothing to who lacks the key, and nothing of a person even then: the
    handle is a random number. Copies lie beside the backups (deploy/erasures.sh); a restore
    brings them back, with `replayed_at` empty until the erasure was done again.
    """

    class Kind(models.TextChoices):
        """How it was erased."""

        WITHDRAWN = "withdrawn"
        DISOWNED = "disowned"

    handle_key = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=9, choices=Kind)
    erased_at = models.DateTimeField(db_default=Now(), editable=False)
    replayed_at = models.DateTimeField(db_default=Now(), null=True, editable=False)

    class Meta:
        verbose_name = "erasure"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handle_key", "kind"], name="erasure_unique_handle"),
            models.CheckConstraint(
                condition=models.Q(kind__in=("withdrawn", "disowned")), name="erasure_kind_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["erased_at"],
                condition=models.Q(replayed_at__isnull=True),
                name="erasure_to_replay_idx",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.erased_at}"
