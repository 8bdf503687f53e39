"""News for the signatories who asked for it."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal

SLOWEST, FASTEST = 60, 20_000


class NewsletterState(models.TextChoices):
    """How far it came. What was sent cannot be called back."""

    DRAFT = "draft", _("draft")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("stopped")


class Newsletter(models.Model):
    """One piece of news, in each language, and how far its sending came.

    `cursor` is the last signature that was dealt with: sending goes on from there, whatever
    died in between.
    """

    appeal = models.ForeignKey(Appeal, models.PROTECT, verbose_name=_("appeal"))
    state = models.CharField(
        _("state"), max_length=9, choices=NewsletterState, default=NewsletterState.DRAFT
    )
    per_hour = models.PositiveIntegerField(
        _("mails an hour"),
        default=2_000,
        validators=[MinValueValidator(SLOWEST), MaxValueValidator(FASTEST)],
        help_text=_(
            "Spread over time: mail providers distrust senders who write to everybody at once."
        ),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("written by"),
    )
    created_at = models.DateTimeField(_("written at"), db_default=Now(), editable=False)
    # What exactly somebody has received as a test: any later change asks for a new one.
    tested_digest = models.CharField(max_length=64, blank=True, editable=False)
    tested_at = models.DateTimeField(_("tested at"), null=True, blank=True, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)
    cursor = models.BigIntegerField(default=0, editable=False)
    # When the last slice went to the outbox.
    fed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("news to signatories")
        verbose_name_plural = _("news to signatories")
        permissions: ClassVar = [("send_newsletter", _("Can send news to signatories"))]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=NewsletterState.values), name="newsletter_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=NewsletterState.DRAFT)
                | Q(started_at__isnull=False) & ~Q(tested_digest=""),
                name="newsletter_tested_before_sent",
            ),
            models.CheckConstraint(
                condition=Q(per_hour__gte=SLOWEST, per_hour__lte=FASTEST),
                name="newsletter_speed_bounded",
                violation_error_message=_("Between 60 and 20,000 mails an hour."),
            ),
        ]
        indexes: ClassVar = [
            # news/sending: what is being sent?
            models.Index(
                fields=["id"],
                condition=Q(state=NewsletterState.SENDING),
                name="newsletter_sending_idx",
            ),
        ]

    def __str__(self) -> str:
        text = next(iter(self.texts.all()), None)
        return text.subject if text else f"#{self.pk}"


class NewsletterText(models.Model):
    """The news in one language."""

    newsletter = models.ForeignKey(Newsletter, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("text"), max_length=8_000, help_text=_("Markdown; no images."))

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["newsletter", "language"], name="newsletter_text_unique_language"
            ),
        ]

    def __str__(self) -> str:
        return self.subject
