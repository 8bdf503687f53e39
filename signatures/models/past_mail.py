"""Mails whose signature is gone, for the limits alone."""

from typing import ClassVar

from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal
from signatures.enums import EmailKind
from signatures.models.in_order import in_order
from signatures.models.outbound_email import OutboundEmail


class PastMail(models.Model):
    """That an address was sent a mail under an appeal, and when: neither which nor about whom.

    A withdrawal and the purge delete rows of the outbox, and with them the address's share of
    mails would begin anew: sign, withdraw, sign would make us write to somebody for ever (R-05).
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


def forget_mails(emails: QuerySet[OutboundEmail]) -> None:
    """Delete rows of the outbox; the limits go on counting them, without whom they were about.

    Within a transaction that has locked whom they are about, so that none is added meanwhile.

    Args:
        emails: of people, of organisations, or of both.
    """
    asked_for = emails.exclude(kind=EmailKind.NEWS).values_list(
        "recipient_key", Coalesce("signature__appeal", "body__appeal"), "created_at"
    )
    PastMail.objects.bulk_create(
        [
            PastMail(recipient_key=key, appeal_id=appeal_id, asked_at=asked_at)
            for key, appeal_id, asked_at in asked_for
        ],
        batch_size=1000,
    )
    in_order(emails).delete()
