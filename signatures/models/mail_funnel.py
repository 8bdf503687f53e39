"""How confirmation mails fare, by day and by recipient's domain, kept by the database."""

from typing import ClassVar

from django.db import models

from appeal.models import Appeal


class Stage(models.TextChoices):
    """How far a confirmation mail came. `opened` alone is approximate (mail/opened)."""

    ASKED = "asked"
    SENT = "sent"
    BOUNCED = "bounced"
    DEAD = "dead"
    OPENED = "opened"
    CONFIRMED = "confirmed"


class MailFunnel(models.Model):
    """One part of one number: so many mails of this day and domain reached this stage.

    Triggers change these rows in the transaction of the change (migration `mail_funnel`).
    The day is the one on which the mail was asked for, or, for `confirmed`, the one of the
    signature: so a day's numbers speak of the same people. Unlike the tally this is a
    record of what happened: an erased or purged signature leaves it as it is. No person
    can be told from it: after a month the domain is forgotten (`privacy/domains.fold_old`).
    """

    pk = models.CompositePrimaryKey("appeal", "day", "domain", "stage", "shard")
    appeal = models.ForeignKey(Appeal, models.CASCADE, db_index=False)
    day = models.DateField()
    domain = models.CharField(max_length=253, blank=True)
    stage = models.CharField(max_length=9, choices=Stage)
    shard = models.PositiveSmallIntegerField()
    value = models.BigIntegerField()

    class Meta:
        verbose_name = "mail funnel"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="mail_funnel_stage_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.domain} {self.stage}/{self.shard}: {self.value}"
