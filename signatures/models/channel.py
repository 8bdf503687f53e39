"""The code of a poster, a letter or an event: how people came, never who they are."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal


class Channel(models.Model):
    """One way of reaching people, by a code in the link (`?via=`).

    The tally counts by the code, whether or not it has a row here: a row adds where the
    poster hangs, and makes the poster.
    """

    appeal = models.ForeignKey(Appeal, models.CASCADE, verbose_name=_("appeal"), db_index=False)
    code = models.CharField(
        _("code"),
        max_length=40,
        help_text=_(
            "Stands in the link and in the public figures: small letters, digits, hyphens."
        ),
    )
    label = models.CharField(
        _("where it is used"), max_length=120, help_text=_("For you alone: hall of building B.")
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appeal", "code"],
                name="channel_unique_code",
                violation_error_message=_("There is a channel with this code."),
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z0-9][a-z0-9-]{0,39}$"),
                name="channel_code_of_a_link",
                violation_error_message=_("Use small letters, digits and hyphens."),
            ),
        ]

    def __str__(self) -> str:
        return self.label
