"""Networks: what the organisers know of some, and the secret that hides all others."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from signatures.networks import parse_network


class NetworkKind(models.TextChoices):
    """What is to be thought of a network."""

    ALLOW = "allow", _("many people, one address: never held for their number")
    HOLD = "hold", _("held for review, every signature")


class NetworkRule(models.Model):
    """A campus, a conference hall's evening, a data centre (R-07).

    The networks here are institutions', typed by organisers; no visitor's address is kept.
    """

    network = models.CharField(
        _("network"), max_length=43, help_text=_("Such as 192.0.2.0/24 or 2001:db8::/32.")
    )
    kind = models.CharField(_("kind"), max_length=5, choices=NetworkKind, default=NetworkKind.ALLOW)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering: ClassVar = ["network", "starts_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=NetworkKind.values), name="network_rule_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(starts_at__lt=F("ends_at")),
                name="network_rule_starts_before_it_ends",
                violation_error_message=_("A rule begins before it ends."),
            ),
        ]

    def __str__(self) -> str:
        return self.network

    def clean(self) -> None:
        """Take a network as people write it, and keep its one spelling."""
        try:
            self.network = str(parse_network(self.network))
        except ValueError as error:
            raise ValidationError({"network": _("Type a network such as 192.0.2.0/24.")}) from error


class NetworkSecret(models.Model):
    """One day's share of the key that hashes networks (R-65).

    The other share is in the environment. With this row gone, no hash of that day can be
    compared with anything any more, whoever holds what. Backups leave this table out.
    """

    day = models.DateField()
    secret = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("network secret")
        verbose_name_plural = _("network secrets")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day"], name="network_secret_unique_day"),
        ]

    def __str__(self) -> str:
        return str(self.day)
