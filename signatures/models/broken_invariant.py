"""What was found broken, until it is seen to hold again."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Invariant(models.TextChoices):
    """What must hold at any time (R-43)."""

    PROMISE = "promise", _("everybody who has signed and waits has a mail on its way")
    LEASE = "lease", _("no mail is held by a worker that is gone")
    SILENCE = "silence", _("no mail waits for an address that wants none")
    TOTAL = "total", _("the figure is the number of counted signatures")
    SETTLED = "settled", _("the public breakdowns sum to their figure and follow it")
    TALLY = "tally", _("each breakdown is what the signatures say")


class BrokenInvariant(models.Model):
    """One that did not hold when it was last looked at. Nothing repairs it by itself."""

    invariant = models.CharField(
        _("what must hold"), max_length=7, choices=Invariant, primary_key=True
    )
    detail = models.CharField(_("what was found"), max_length=200)
    since = models.DateTimeField(_("since"), db_default=Now(), editable=False)
    seen_at = models.DateTimeField(_("last seen"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("broken invariant")
        verbose_name_plural = _("broken invariants")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(invariant__in=Invariant.values), name="broken_invariant_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_invariant_display()}: {self.detail}"
