"""The pulse of an appeal, hour by hour: what happened, not what counts (docs/adr/0006)."""

from typing import ClassVar

from django.db import models

from appeal.models import Appeal


class Hour(models.Model):
    """What happened in one hour under one appeal, in one of its shards.

    Triggers on `Signature` add to these rows (migration `0003_hours`) and never take away:
    a signature that is withdrawn or purged was asked for all the same. The figure is in
    `Tally`; this is for the organisers' dashboard, at the same cost for any number of rows.

    Attributes:
        asked: forms sent in this hour.
        answered: how many of those were confirmed, whenever that was.
        verified: confirmations in this hour, whenever their forms were sent.
    """

    pk = models.CompositePrimaryKey("appeal", "hour", "shard")
    appeal = models.ForeignKey(Appeal, models.CASCADE, db_index=False)
    hour = models.DateTimeField()
    shard = models.PositiveSmallIntegerField()
    asked = models.BigIntegerField(default=0)
    answered = models.BigIntegerField(default=0)
    verified = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "hour"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(asked__gte=0, answered__gte=0, verified__gte=0),
                name="hour_never_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%dT%H}/{self.shard}"
