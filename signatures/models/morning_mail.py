"""Who wants the figures by mail each morning, and at which hour."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = 5, 12


class MorningMail(models.Model):
    """One member of staff's wish; without a row there is no mail.

    Attributes:
        hour: in the site's time.
        language: of the mail.
        sent_on: the last day on which it was sent, or is being sent.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="morning_mail", primary_key=True
    )
    hour = models.PositiveSmallIntegerField(_("hour"))
    language = models.CharField(_("language"), max_length=10)
    sent_on = models.DateField(_("sent on"), null=True, editable=False)

    class Meta:
        verbose_name = _("morning mail")
        verbose_name_plural = _("morning mails")
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(hour__gte=EARLIEST, hour__lte=LATEST),
                name="morning_mail_in_the_morning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.hour}"
