"""Work that takes longer than a request may: the row is the truth, a worker only turns it."""

from typing import ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def private_storage() -> Storage:
    """Give the store of files that have no address; views with a check hand them out."""
    return storages["private"]


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", pgettext_lazy("job", "waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("finished")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("stopped")


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """One piece of long work, from the request to its end.

    Holds ids, conditions and counts, never a name or an address. How it ended is kept as
    facts (`outcome`); the words are made when somebody reads them, in their language.
    """

    kind = models.CharField(_("kind"), max_length=40)
    state = models.CharField(
        _("state"), max_length=9, choices=JobState, default=JobState.QUEUED, editable=False
    )
    parameters = models.JSONField(default=dict, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="jobs",
        verbose_name=_("requested by"),
        help_text=_("Empty: the schedule."),
    )
    # While one is unfinished, a second request with the same key gives the same job.
    key = models.CharField(max_length=80, blank=True, editable=False)
    done = models.PositiveBigIntegerField(_("done"), default=0, editable=False)
    total = models.PositiveBigIntegerField(_("of"), null=True, editable=False)
    # Where the next slice goes on; written in the transaction of the slice before.
    cursor = models.JSONField(default=dict, editable=False)
    outcome = models.JSONField(default=dict, editable=False)
    failure = models.CharField(_("failure"), max_length=80, blank=True, editable=False)
    result = models.FileField(storage=private_storage, blank=True, max_length=200, editable=False)
    result_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    expires_at = models.DateTimeField(_("kept until"), null=True, editable=False)
    cancel_requested_at = models.DateTimeField(null=True, editable=False)
    # As in the outbox: not before this moment. Taking a job pushes it past the lease.
    due_at = models.DateTimeField(db_default=Now(), editable=False)
    lease_key = models.UUIDField(null=True, editable=False)
    # How often a worker took it since the last slice that was committed.
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("asked for at"), db_default=Now(), editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, editable=False)
    finished_at = models.DateTimeField(_("ended at"), null=True, editable=False)

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=UNFINISHED) & ~Q(key=""),
                name="job_unique_unfinished_key",
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True)
                | (~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False)),
                name="job_finished_at_iff_finished",
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.FAILED) & ~Q(failure="")
                | ~Q(state=JobState.FAILED) & Q(failure=""),
                name="job_failure_iff_failed",
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(done__lte=F("total")),
                name="job_done_within_total",
            ),
            models.CheckConstraint(
                condition=Q(result="", expires_at__isnull=True)
                | ~Q(result="") & ~Q(result_sha256="") & Q(expires_at__isnull=False),
                name="job_result_has_hash_and_end",
            ),
        ]
        indexes: ClassVar = [
            # desk/jobs: take what is due.
            models.Index(fields=["due_at"], condition=Q(state__in=UNFINISHED), name="job_due_idx"),
            # desk/results: delete what is kept no longer.
            models.Index(
                fields=["expires_at"], condition=~Q(result=""), name="job_result_expiry_idx"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in UNFINISHED
