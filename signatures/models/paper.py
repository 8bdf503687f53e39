"""Signatures on paper: batches of sheets, and the lines on them (docs/adr, paper)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, Category
from signatures.models.job import private_storage


class BatchState(models.TextChoices):
    """Where a batch stands."""

    TYPING = "typing", _("being typed")
    COUNTED = "counted", _("counted")
    UNDONE = "undone", _("taken back")


class LeftOut(models.TextChoices):
    """Why a line is not counted."""

    DUPLICATE = "duplicate", _("signed already")
    ILLEGIBLE = "illegible", _("illegible")
    UNSIGNED = "unsigned", _("no signature on the sheet")
    WITHDRAWN = "withdrawn", _("taken back by the person")


class PaperBatch(models.Model):
    """Sheets that came together: where from, when, who collected, who typed, who checked."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, verbose_name=_("appeal"))
    place = models.CharField(_("place"), max_length=120)
    collected_on = models.DateField(_("collected on"))
    collector = models.CharField(
        _("collected by"), max_length=120, help_text=_("Whoever vouches for the sheets.")
    )
    lines_on_paper = models.PositiveIntegerField(
        _("lines on the sheets"),
        null=True,
        blank=True,
        help_text=_("Counted by hand; compared with what is typed."),
    )
    # Provenance: the sheets as they were scanned, the file the lines came from.
    scan = models.FileField(
        _("scan of the sheets"), storage=private_storage, upload_to="paper/", blank=True
    )
    scan_sha256 = models.CharField(
        _("SHA-256 of the scan"), max_length=64, blank=True, editable=False
    )
    source = models.FileField(
        _("file of lines"), storage=private_storage, upload_to="paper/", blank=True, editable=False
    )
    source_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # The file whose lines are here: it is stored once, however often somebody clicks.
    imported_sha256 = models.CharField(
        _("SHA-256 of the file"), max_length=64, blank=True, editable=False
    )
    state = models.CharField(
        _("state"), max_length=7, choices=BatchState, default=BatchState.TYPING, editable=False
    )
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("typed by"),
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("checked by"),
    )
    created_at = models.DateTimeField(_("begun at"), db_default=Now(), editable=False)
    counted_at = models.DateTimeField(_("counted at"), null=True, editable=False)

    class Meta:
        verbose_name = _("paper list")
        verbose_name_plural = _("paper lists")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=BatchState.values), name="paper_batch_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.COUNTED, counted_at__isnull=False)
                | ~Q(state=BatchState.COUNTED) & Q(counted_at__isnull=True),
                name="paper_batch_counted_at_iff_counted",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("typed_by")),
                name="paper_batch_checked_by_another",
            ),
            # The same sheets are not counted twice.
            models.UniqueConstraint(
                fields=["appeal", "scan_sha256"],
                condition=~Q(scan_sha256="") & ~Q(state=BatchState.UNDONE),
                name="paper_batch_unique_scan",
            ),
            models.UniqueConstraint(
                fields=["appeal", "imported_sha256"],
                condition=~Q(imported_sha256="") & ~Q(state=BatchState.UNDONE),
                name="paper_batch_unique_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}, {date_format(self.collected_on)}"


class PaperSignature(models.Model):
    """One line of a sheet. Counted as "paper", never shown: paper asks nobody what to show.

    Lines have no mailbox that could confirm them; a person vouches for the batch. They are
    therefore no `Signature`, and no part of its figure.
    """

    batch = models.ForeignKey(
        PaperBatch, models.CASCADE, related_name="lines", verbose_name=_("paper list")
    )
    # The batch's, for the constraint and the tally.
    appeal = models.ForeignKey(Appeal, models.PROTECT, db_index=False, verbose_name=_("appeal"))
    number = models.PositiveIntegerField(_("line"))
    category = models.ForeignKey(
        Category, models.PROTECT, db_index=False, verbose_name=_("category")
    )
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    email = models.CharField(_("email address"), max_length=254, blank=True)
    canonical_email = models.CharField(max_length=254, blank=True, editable=False)
    # Folded "last first": finds the same name online and in other batches.
    name_key = models.CharField(max_length=340, blank=True, editable=False)
    left_out = models.CharField(
        _("left out because"), max_length=9, choices=LeftOut, blank=True, default=""
    )
    is_counted = models.BooleanField(_("counted"), default=False, editable=False)

    class Meta:
        verbose_name = _("line of a paper list")
        verbose_name_plural = _("lines of paper lists")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "number"], name="paper_line_unique_number"),
            models.CheckConstraint(
                condition=Q(left_out__in=["", *LeftOut.values]), name="paper_line_left_out_known"
            ),
            models.CheckConstraint(
                condition=Q(is_counted=False) | Q(left_out=""),
                name="paper_line_counted_or_left_out",
            ),
            models.UniqueConstraint(
                fields=["appeal", "canonical_email"],
                condition=Q(is_counted=True) & ~Q(canonical_email=""),
                name="paper_line_unique_counted_email",
            ),
            # A withdrawal erases (rule 5), and so does the appeal's end; nothing is half erased.
            models.CheckConstraint(
                condition=Q(
                    first_name="",
                    last_name="",
                    city="",
                    organisation="",
                    email="",
                    canonical_email="",
                    name_key="",
                )
                | ~Q(left_out=LeftOut.WITHDRAWN) & ~Q(last_name="") & ~Q(name_key=""),
                name="paper_line_named_or_erased",
            ),
        ]
        indexes: ClassVar = [
            # paper/duplicates: the same name in another batch.
            models.Index(fields=["appeal", "name_key"], name="paper_line_name_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.batch} #{self.number}"
