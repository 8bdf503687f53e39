"""The one table of the floor."""

import uuid
from typing import ClassVar

from django.db import models


class Row(models.Model):
    """A name, an address that is there once, and the token of a link."""

    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    email = models.CharField(max_length=254)
    token = models.UUIDField(default=uuid.uuid4)
    confirmed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Row"]] = models.Manager()

    class Meta:
        app_label = "floor"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["email"], name="floor_unique_email"),
            models.UniqueConstraint(fields=["token"], name="floor_unique_token"),
        ]

    def __str__(self) -> str:
        """Name the row."""
        return self.email
