"""What the organisers were warned of about mail."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AlarmKind(models.TextChoices):
    """What is wrong."""

    UNWANTED = "unwanted", _("many people say that they did not ask for our mail")
    COLLAPSE = "collapse", _("hardly anybody confirms at one domain")


class MailAlarm(models.Model):
    """A warning: raised once, mailed to the organisers, shown at the mail desk for a day."""

    kind = models.CharField(_("kind"), max_length=8, choices=AlarmKind)
    # The domain of a collapse.
    domain = models.CharField(_("domain"), max_length=253, blank=True)
    # How many people it was about.
    number = models.PositiveIntegerField(_("number"))
    raised_at = models.DateTimeField(_("raised at"), db_default=Now(), editable=False)
    # Empty until the mail to the organisers has left.
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("mail alarm")
        verbose_name_plural = _("mail alarms")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=AlarmKind.values), name="mail_alarm_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=AlarmKind.COLLAPSE) & ~models.Q(domain="")
                | ~models.Q(kind=AlarmKind.COLLAPSE) & models.Q(domain=""),
                name="mail_alarm_domain_iff_collapse",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-raised_at"], name="mail_alarm_raised_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.domain} {self.raised_at}"
