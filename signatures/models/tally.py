"""The count, kept by the database itself (docs/adr/0006)."""

from typing import ClassVar

from django.db import models

from appeal.models import Appeal


class Dimension(models.TextChoices):
    """What the count is broken down by.

    `state` holds what is *not* in the figure; `paper` the lines on paper, which stand beside
    it (migration `paper`).
    """

    TOTAL = "total"
    CATEGORY = "category"
    COUNTRY = "country"
    # Only where the appeal asks, and only of those who said one.
    DEPARTMENT = "department"
    CHANNEL = "channel"
    DAY = "day"
    HOUR = "hour"
    ORGANISATION = "organisation"
    STATE = "state"
    # Organisations that sign as bodies: never part of the figures of people.
    BODY = "body"
    BODY_KIND = "body_kind"
    PAPER = "paper"


class Tally(models.Model):
    """One part of one cell of the count.

    Triggers on `Signature` change these rows in the transaction that changes the
    signature (migration `0002_tally_triggers`). A cell is spread over shards, of which each
    transaction has one to itself (migration `0046_free_shards`): nobody waits for a cell;
    its value is the sum over its shards, of which a single one may be negative.
    """

    pk = models.CompositePrimaryKey("appeal", "dimension", "key", "shard")
    appeal = models.ForeignKey(Appeal, models.CASCADE, db_index=False)
    dimension = models.CharField(max_length=20, choices=Dimension)
    key = models.CharField(max_length=40)
    shard = models.PositiveSmallIntegerField()
    value = models.BigIntegerField()

    class Meta:
        verbose_name = "tally"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(dimension__in=Dimension.values), name="tally_dimension_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension}={self.key}/{self.shard}: {self.value}"
