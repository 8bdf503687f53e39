"""Mails whose signature is gone, for the limits alone."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal


class PastMail(models.Model):
    """That an address was sent a mail under an appeal, and when: neither which nor about whom.

    A withdrawal deletes the outbox rows, and with them the address's share of mails would
    begin anew: sign, withdraw, sign would make us write to somebody for ever (R-05).
    """

    recipient_key = models.BinaryField(max_length=32)
    appeal = models.ForeignKey(Appeal, models.CASCADE, db_index=False, verbose_name=_("appeal"))
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        verbose_name = _("past mail")
        verbose_name_plural = _("past mails")
        indexes: ClassVar = [
            models.Index(fields=["recipient_key", "asked_at"], name="past_mail_recipient_idx"),
            # privacy/retention: what is old.
            models.Index(fields=["asked_at"], name="past_mail_asked_idx"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
