"""How fast mails leave, and whether they leave at all. Kept in PostgreSQL (docs/adr/0020)."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

_DOMAIN = RegexValidator(r"^[a-z0-9.-]+$", _("A domain in lower case, such as gmail.com."))


class SendingPace(models.Model):
    """How many mails a minute one provider gets; the row without domains is for each other one.

    A provider counts what all its domains receive together: they share one pace.
    """

    name = models.CharField(_("provider"), max_length=60)
    domains = ArrayField(
        models.CharField(max_length=253, validators=[_DOMAIN]),
        verbose_name=_("domains"),
        blank=True,
        default=list,
        help_text=_("Separated by commas. Empty: each domain that no other line names."),
    )
    per_minute = models.PositiveIntegerField(
        _("mails a minute"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as fast as possible."),
    )
    start_per_minute = models.PositiveIntegerField(
        _("mails a minute on the first day"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Doubled each day until the full number is reached: providers distrust a sender"
            " that is new and fast. Empty: the full number at once."
        ),
    )

    class Meta:
        verbose_name = _("sending pace")
        verbose_name_plural = _("sending paces")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="sending_pace_unique_name"),
            models.UniqueConstraint(
                fields=["domains"],
                condition=Q(domains=[]),
                name="sending_pace_one_for_others",
                violation_error_message=_(
                    "Another pace already is for all domains that no line names: say which"
                    " domains this one is for."
                ),
            ),
            models.CheckConstraint(
                condition=Q(per_minute__isnull=True) | Q(per_minute__gt=0),
                name="sending_pace_positive",
            ),
            models.CheckConstraint(
                condition=Q(start_per_minute__isnull=True) | Q(start_per_minute__gt=0),
                name="sending_pace_start_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def per_second(self, *, begun_at: datetime, now: datetime) -> float | None:
        """Give the mails a second at `now`, None for no limit.

        Args:
            begun_at: when the first mail went there: the warm-up counts days from it.
            now: the database's time.
        """
        if self.per_minute is None:
            return None
        rate = self.per_minute
        if self.start_per_minute is not None:
            days = min(max(0, (now - begun_at).days), 30)
            rate = min(rate, self.start_per_minute * 2**days)
        return rate / 60


class SendingBucket(models.Model):
    """What one provider may be sent at this moment: a token bucket that all workers share."""

    # "pace:<id>" for a provider that has a line of its own, else the domain.
    key = models.CharField(max_length=253, primary_key=True)
    begun_at = models.DateTimeField(db_default=Now())
    filled_at = models.DateTimeField(db_default=Now())
    tokens = models.FloatField(null=True)  # none yet: full
    # Until here mails that must wait have been given their moments.
    planned_until = models.DateTimeField(db_default=Now())
    # Until here those whose moment came without a token have been given another one.
    late_until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            # privacy/retention: what has not been written to for long.
            models.Index(fields=["filled_at"], name="sending_bucket_filled_idx"),
        ]

    def __str__(self) -> str:
        return self.key


class SendingStop(models.Model):
    """A time in which no mail of the outbox leaves, because somebody said so."""

    reason = models.CharField(_("reason"), max_length=200)
    stopped_at = models.DateTimeField(_("stopped at"), db_default=Now(), editable=False)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("stopped by"),
    )
    resumed_at = models.DateTimeField(_("resumed at"), null=True, editable=False)
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("resumed by"),
    )

    class Meta:
        verbose_name = _("stop of sending")
        verbose_name_plural = _("stops of sending")
        permissions: ClassVar = [("stop_mail", _("Can stop and resume the sending of mail"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resumed_at"],
                condition=Q(resumed_at__isnull=True),
                nulls_distinct=False,
                name="sending_stop_one_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="sending_stop_has_reason"),
            models.CheckConstraint(
                condition=Q(resumed_at__isnull=True, resumed_by__isnull=True)
                | Q(resumed_at__isnull=False, resumed_by__isnull=False),
                name="sending_stop_resumed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
