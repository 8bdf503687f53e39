"""How many mails have gone to accounts of the desk, by day (docs/adr/0036)."""

from django.db import models


class StaffMail(models.Model):
    """One day; who got them is not kept here: the record of acts has what matters."""

    day = models.DateField(primary_key=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "mails to staff"
        verbose_name_plural = "mails to staff"

    def __str__(self) -> str:
        return f"{self.day}: {self.number}"
