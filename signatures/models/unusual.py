"""What the hourly look found unusual, for moderators to look at themselves."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal
from signatures.models.signature import Signature


class UnusualKind(models.TextChoices):
    """What the signatures of a finding have in common."""

    NETWORK = "network", _("many from one network")
    DOMAIN = "domain", _("many with one mail domain, more than usual")
    NAME = "name", _("one name, several times")
    MESSAGE = "message", _("one message, several times")
    HOUR = "hour", _("many within one hour, more than usual")


class Unusual(models.Model):
    """One finding: so many signatures have this in common, and how many usually do.

    Holds no name and no message: a sample signature has them, as long as it has.
    """

    appeal = models.ForeignKey(Appeal, models.CASCADE, verbose_name=_("appeal"))
    kind = models.CharField(_("what"), max_length=8, choices=UnusualKind)
    number = models.PositiveIntegerField(_("signatures"))
    usual = models.PositiveIntegerField(_("usually"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    sample = models.ForeignKey(Signature, models.CASCADE, verbose_name=_("for example"))
    found_at = models.DateTimeField(_("found at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("unusual")
        verbose_name_plural = _("what is unusual")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=UnusualKind.values), name="unusual_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.number}"
