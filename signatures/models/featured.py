"""Signatories whom the appeal's page shows first: title, portrait, quote."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from signatures.models.job import private_storage
from signatures.models.signature import Signature


class FeaturedSignatory(models.Model):
    """A signature that is shown with more than its name, as long as it is shown at all.

    Nothing here makes a name public: `wall/featured` asks the wall's one rule each time.
    """

    signature = models.OneToOneField(
        Signature, models.CASCADE, related_name="featured", verbose_name=_("signature")
    )
    title = models.CharField(
        _("title"), max_length=160, blank=True, help_text=_("What is shown below the name.")
    )
    quote = models.CharField(_("quote"), max_length=400, blank=True)
    # A quote is shown only as it was approved: changing it takes the approval away.
    quote_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    portrait = models.FileField(storage=private_storage, blank=True, max_length=200, editable=False)
    position = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("added at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("featured signatory")
        verbose_name_plural = _("featured signatories")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(quote_approved_by__isnull=True) | ~Q(quote=""),
                name="featured_approval_needs_quote",
            ),
            models.UniqueConstraint(
                fields=["portrait"], condition=~Q(portrait=""), name="featured_portrait_unique"
            ),
        ]

    def __str__(self) -> str:
        return str(self.signature)
