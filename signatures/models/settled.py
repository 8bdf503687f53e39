"""What the public breakdowns last said of what people do not show of themselves."""

from typing import ClassVar

from django.db import models

from appeal.models import Appeal


class SettledBreakdowns(models.Model):
    """The breakdowns of one appeal as they were when five more people had been counted.

    Attributes:
        total: the figure that they belong to.
        cells: by dimension and key, all of them in one glance at the tally.
        behind_since: when the figure was first seen to be five people away; none once they
            are taken anew, which is seconds later unless something is broken.
    """

    appeal = models.OneToOneField(Appeal, models.CASCADE, primary_key=True, related_name="settled")
    total = models.BigIntegerField()
    cells = models.JSONField(default=dict)
    behind_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "settled breakdowns"
        verbose_name_plural = "settled breakdowns"
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(total__gte=0), name="settled_breakdowns_of_a_figure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal} {self.total}"
