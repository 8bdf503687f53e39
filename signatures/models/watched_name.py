"""Names that are held until two members of staff have seen a proof (R-11)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class WatchedKind(models.TextChoices):
    """Why a name is on the list; it also decides how the name is looked for."""

    OFFICE = "office", _("public office")
    WELL_KNOWN = "well_known", _("well-known person")
    TEST = "test", _("test or joke")
    BRAND = "brand", _("organisation or brand")


class WatchedName(models.Model):
    """One name of the watch-list, folded for comparing (risk/watchlist)."""

    kind = models.CharField(_("kind"), max_length=10, choices=WatchedKind)
    first_name = models.CharField(
        _("first name"),
        max_length=80,
        blank=True,
        help_text=_("Empty for an office, a brand, or somebody known by one name."),
    )
    last_name = models.CharField(_("last name, office or brand"), max_length=120)
    # Folded; the last one without spaces, so that "De Gaulle" is "Degaulle".
    first_key = models.CharField(max_length=120, blank=True, editable=False)
    last_key = models.CharField(max_length=160, editable=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("added by"),
        help_text=_("Empty: it came with Paraphe."),
    )
    created_at = models.DateTimeField(_("added at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("watched name")
        verbose_name_plural = _("watch-list")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=WatchedKind.values), name="watched_name_kind_known"
            ),
            models.CheckConstraint(condition=~Q(last_key=""), name="watched_name_has_letters"),
            # Its index is the one that signing asks (risk/watchlist).
            models.UniqueConstraint(fields=["last_key", "first_key"], name="watched_name_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
