"""The release of a watched name: one person records the proof, another one agrees (R-11)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from signatures.models.job import private_storage
from signatures.models.signature import Signature


class ProofKind(models.TextChoices):
    """What shows that the person has signed."""

    ADDRESS = "address", _("confirmed from an address of the institution")
    CALL = "call", _("called back on a number that was found elsewhere")
    LETTER = "letter", _("signed letter")
    FILE = "file", _("other document")


class ReleaseState(models.TextChoices):
    """Where a proposal stands."""

    OPEN = "open", _("waits for a second person")
    APPROVED = "approved", _("released")
    REFUSED = "refused", _("refused")


class ReleaseProposal(models.Model):
    """One person's proof that a held, watched name has really signed."""

    signature = models.ForeignKey(
        Signature, models.CASCADE, related_name="releases", verbose_name=_("signature")
    )
    proof = models.CharField(_("proof"), max_length=8, choices=ProofKind)
    note = models.CharField(
        _("what was seen or heard, when, by whom"),
        max_length=500,
    )
    file = models.FileField(_("document"), storage=private_storage, blank=True, max_length=200)
    file_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(max_length=8, choices=ReleaseState, default=ReleaseState.OPEN)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("release of a watched name")
        verbose_name_plural = _("releases of watched names")
        constraints: ClassVar = [
            # Two people, or nobody. Taking one's own proposal back is refusing it.
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.APPROVED) | ~Q(decided_by=F("proposed_by")),
                name="release_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ReleaseState.OPEN, decided_by__isnull=True, decided_at__isnull=True
                )
                | Q(
                    state__in=(ReleaseState.APPROVED, ReleaseState.REFUSED),
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="release_decided_iff_closed",
            ),
            models.CheckConstraint(
                condition=Q(proof__in=ProofKind.values) & ~Q(note=""), name="release_has_proof"
            ),
            models.CheckConstraint(
                condition=Q(file="", file_sha256="") | ~Q(file="") & ~Q(file_sha256=""),
                name="release_file_has_hash",
            ),
            models.UniqueConstraint(
                fields=["signature"],
                condition=Q(state=ReleaseState.OPEN),
                name="release_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} #{self.signature_id}"
