"""The outbox: each mail that somebody was promised. This table is the truth (rule 1)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from signatures.enums import EmailKind, EmailState
from signatures.models.body import BodySignature
from signatures.models.newsletter import Newsletter
from signatures.models.signature import Signature


class OutboundEmail(models.Model):
    """One mail: queued, then sent, bounced or dead.

    Holds no address, no text and no token: all three are made when the mail is sent, from
    the signature, so that nothing usable rests here (R-50). The recipient is remembered
    as a keyed hash, which limits how much one address can be made to receive (R-05).
    """

    signature = models.ForeignKey(
        Signature, models.CASCADE, null=True, related_name="emails", verbose_name=_("signature")
    )
    # Or the signature of an organisation, whose representative is written to.
    body = models.ForeignKey(
        BodySignature,
        models.CASCADE,
        null=True,
        related_name="emails",
        verbose_name=_("signature of an organisation"),
    )
    kind = models.CharField(_("kind"), max_length=14, choices=EmailKind)
    state = models.CharField(
        _("state"), max_length=7, choices=EmailState, default=EmailState.QUEUED
    )
    # One mail for one cause: a repeated request adds none.
    dedupe_key = models.CharField(max_length=80)
    # The part of the Message-ID nobody can guess; the same on every attempt.
    message_nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    recipient_key = models.BinaryField(max_length=32)
    # For pacing and the mail desk; "" in rows from before it was noted. No person by itself.
    recipient_domain = models.CharField(
        _("recipient’s domain"), max_length=253, blank=True, db_default=""
    )
    created_at = models.DateTimeField(_("asked at"), db_default=Now(), editable=False)
    # Not before this moment. Claiming a row pushes it past the lease: a worker that dies
    # leaves the row to the next one, without anybody having to notice.
    due_at = models.DateTimeField(_("due at"), db_default=Now())
    # The moment that pacing has given it; while it is `due_at`, a new pace may move it.
    paced_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    # What is written in it, where it is news; every other text comes from the signature.
    newsletter = models.ForeignKey(
        Newsletter, models.CASCADE, null=True, blank=True, db_index=False, related_name="emails"
    )

    class Meta:
        verbose_name = _("outbound email")
        verbose_name_plural = _("outbox")
        permissions: ClassVar = [
            ("resend_email", _("Can send a mail again")),
            ("answer_signatories", _("Can answer signatories who miss a mail")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dedupe_key"], name="outbound_email_unique_dedupe_key"),
            models.CheckConstraint(
                condition=Q(signature__isnull=False, body__isnull=True)
                | Q(signature__isnull=True, body__isnull=False),
                name="outbound_email_about_one",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EmailKind.values), name="outbound_email_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EmailState.values), name="outbound_email_state_known"
            ),
            models.CheckConstraint(
                # A mail that came back had been sent before; one refused at once had not.
                condition=Q(state=EmailState.SENT, sent_at__isnull=False)
                | Q(state=EmailState.BOUNCED)
                | (~Q(state__in=(EmailState.SENT, EmailState.BOUNCED)) & Q(sent_at__isnull=True)),
                name="outbound_email_sent_at_iff_sent",
            ),
            models.CheckConstraint(
                condition=Q(kind=EmailKind.NEWS, newsletter__isnull=False)
                | ~Q(kind=EmailKind.NEWS) & Q(newsletter__isnull=True),
                name="outbound_email_newsletter_iff_news",
            ),
            # Never a whole address, and one spelling for each domain.
            models.CheckConstraint(
                condition=Q(recipient_domain__regex=r"^[a-z0-9.-]*$"),
                name="outbound_email_domain_only",
            ),
        ]
        indexes: ClassVar = [
            # news/progress: how far did it come?
            models.Index(
                fields=["newsletter", "state"],
                condition=Q(newsletter__isnull=False),
                name="outbound_email_newsletter_idx",
            ),
            # mail/outbox: claim what is due.
            models.Index(
                fields=["due_at"],
                condition=Q(state=EmailState.QUEUED),
                name="outbound_email_due_idx",
            ),
            # mail/outbox: how long has the mail server been away?
            models.Index(
                fields=["created_at"],
                condition=Q(state=EmailState.QUEUED, attempts=0) & ~Q(last_error=""),
                name="outbound_email_untried_idx",
            ),
            # risk/limits: how many mails did this address get?
            models.Index(
                fields=["recipient_key", "created_at"], name="outbound_email_recipient_idx"
            ),
            # The mail desk's list of what went wrong.
            models.Index(
                fields=["-id"],
                condition=Q(state__in=(EmailState.BOUNCED, EmailState.DEAD)),
                name="outbound_email_failed_idx",
            ),
            # The mail desk: what was given up last.
            models.Index(
                fields=["-id"], condition=Q(state=EmailState.DEAD), name="outbound_email_dead_idx"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def about(self) -> Signature | BodySignature:
        """Whom it is about and goes to."""
        about = self.signature or self.body
        assert about is not None  # noqa: S101 -- outbound_email_about_one
        return about
