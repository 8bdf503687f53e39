"""A signature: one person under one appeal."""

import uuid
from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, AppealVersion, Category
from signatures.enums import Display, InvalidationReason, ModerationStatus, SignatureStatus
from signatures.models.organisation import Organisation, OrganisationSpelling

COUNTED = Q(status=SignatureStatus.VERIFIED) & ~Q(moderation=ModerationStatus.HELD)


class SignatureQuerySet(models.QuerySet["Signature"]):
    """The sets that have a name in the glossary."""

    def counted(self) -> Self:
        """Verified and not held: the definition of the figure."""
        return self.filter(COUNTED)


class Signature(models.Model):
    """One person under one appeal, from the form to the withdrawal.

    Links in mails are made from `handle` and a key that is not in the database, so that
    a copy of this table confirms nobody (R-50).
    """

    handle = models.UUIDField(default=uuid.uuid4, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, verbose_name=_("appeal"), db_index=False)
    version = models.ForeignKey(
        AppealVersion, models.PROTECT, verbose_name=_("version signed"), db_index=False
    )
    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("category"), db_index=False
    )
    language = models.CharField(_("language"), max_length=10)

    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    email = models.CharField(_("email address"), max_length=254, blank=True)
    canonical_email = models.CharField(max_length=254, blank=True, editable=False)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    # Which record that means, through its spelling, and which one the confirmed address lies
    # in. Both are set at the confirmation (organisations/affiliation); either may be empty.
    spelling = models.ForeignKey(
        OrganisationSpelling,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        editable=False,
        verbose_name=_("spelling of the organisation"),
    )
    verified_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        editable=False,
        verbose_name=_("organisation of the address"),
    )
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    # Where the appeal asks; a code of `signatures/departments`.
    department = models.CharField(
        _("department"), max_length=3, blank=True, default="", db_default=""
    )
    message = models.CharField(_("message"), max_length=500, blank=True)
    # Folded for search: no accents, no capitals, "last first organisation".
    search_key = models.CharField(max_length=340, blank=True, editable=False)
    # The place on the wall, made from what is shown and from nothing else (wall/public).
    wall_key = models.CharField(max_length=340, blank=True, editable=False)

    display = models.CharField(_("shown as"), max_length=8, choices=Display, default=Display.HIDDEN)
    consent_wording = models.CharField(_("wording consented to"), max_length=20)
    updates_consented_at = models.DateTimeField(_("news consented to at"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=40, blank=True)

    status = models.CharField(
        _("status"), max_length=11, choices=SignatureStatus, default=SignatureStatus.PENDING
    )
    moderation = models.CharField(
        _("moderation"),
        max_length=10,
        choices=ModerationStatus,
        default=ModerationStatus.UNREVIEWED,
    )
    invalidation_reason = models.CharField(
        _("reason of invalidation"), max_length=12, choices=InvalidationReason, blank=True
    )
    created_at = models.DateTimeField(_("signed at"), db_default=Now(), editable=False)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True, editable=False)
    # The place in the count at that moment, for the receipt; empty for one that was held.
    ordinal = models.PositiveIntegerField(
        _("place in the count"), null=True, blank=True, editable=False
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    invalidated_at = models.DateTimeField(
        _("invalidated at"), null=True, blank=True, editable=False
    )

    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, blank=True, editable=False)

    # One submission of the form, however often a browser repeats it.
    form_key = models.BinaryField(max_length=32, null=True, editable=False)
    # The keyed hash of where it was sent from; erased with its key after 30 days.
    network_key = models.BinaryField(max_length=32, null=True, editable=False)
    code_attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        permissions: ClassVar = [
            ("moderate_signature", _("Can approve, hide, hold and invalidate signatures")),
            ("view_email_address", _("Can see email addresses")),
            ("view_figures", _("Can see the figures at the desk")),
            ("export_personal_data", _("Can export names and addresses")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handle"], name="signature_unique_handle"),
            # several may wait for one address, one is verified.
            models.UniqueConstraint(
                fields=["appeal", "canonical_email"],
                condition=Q(status=SignatureStatus.VERIFIED) & ~Q(canonical_email=""),
                name="signature_unique_verified_email",
            ),
            models.UniqueConstraint(
                fields=["form_key"],
                condition=Q(form_key__isnull=False),
                name="signature_unique_form_key",
            ),
            models.CheckConstraint(
                condition=Q(status__in=SignatureStatus.values), name="signature_status_known"
            ),
            models.CheckConstraint(
                condition=Q(moderation__in=ModerationStatus.values),
                name="signature_moderation_known",
            ),
            models.CheckConstraint(
                condition=Q(display__in=Display.values), name="signature_display_known"
            ),
            models.CheckConstraint(
                condition=Q(country__regex="^[A-Z]{2}$"), name="signature_country_two_letters"
            ),
            models.CheckConstraint(
                condition=Q(department="")
                | Q(department__regex="^(2[AB]|[0-9]{2,3})$", country="FR")
                & ~Q(status=SignatureStatus.WITHDRAWN),
                name="signature_department_of_france",
            ),
            models.CheckConstraint(
                condition=Q(status=SignatureStatus.PENDING, verified_at__isnull=True)
                | Q(status=SignatureStatus.VERIFIED, verified_at__isnull=False)
                | Q(status__in=(SignatureStatus.WITHDRAWN, SignatureStatus.INVALIDATED)),
                name="signature_verified_at_iff_verified",
            ),
            models.CheckConstraint(
                condition=Q(ordinal__isnull=True)
                | Q(ordinal__gt=0, verified_at__isnull=False)
                & ~Q(status=SignatureStatus.WITHDRAWN),
                name="signature_ordinal_of_verified",
            ),
            models.CheckConstraint(
                condition=Q(status=SignatureStatus.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(status=SignatureStatus.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
                name="signature_withdrawn_at_iff_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(status=SignatureStatus.INVALIDATED, invalidated_at__isnull=False)
                & ~Q(invalidation_reason="")
                | ~Q(status=SignatureStatus.INVALIDATED)
                & Q(invalidated_at__isnull=True, invalidation_reason=""),
                name="signature_invalidated_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(invalidation_reason__in=["", *InvalidationReason.values]),
                name="signature_invalidation_reason_known",
            ),
            # A withdrawal erases (rule 5), and so does the end of the appeal's clock;
            # every other row has a person behind it.
            models.CheckConstraint(
                condition=(Q(status=SignatureStatus.WITHDRAWN) | Q(anonymised_at__isnull=False))
                & Q(
                    first_name="",
                    last_name="",
                    email="",
                    canonical_email="",
                    organisation="",
                    job_title="",
                    city="",
                    message="",
                    search_key="",
                    wall_key="",
                    display=Display.HIDDEN,
                )
                | ~Q(status=SignatureStatus.WITHDRAWN)
                & Q(anonymised_at__isnull=True)
                & ~Q(last_name="")
                & ~Q(email="")
                & ~Q(canonical_email=""),
                name="signature_erased_iff_over",
            ),
            # Who waits for somebody's word can be asked for it: the purge deletes it whole.
            models.CheckConstraint(
                condition=~Q(status=SignatureStatus.PENDING) | Q(anonymised_at__isnull=True),
                name="signature_pending_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(status=SignatureStatus.WITHDRAWN)
                | Q(spelling__isnull=True, verified_organisation__isnull=True),
                name="signature_withdrawn_of_no_organisation",
            ),
        ]
        indexes: ClassVar = [
            # The desk's list, newest first, within one filter and a day (desk/admin). Read
            # backwards: new rows are added at the end of each index, not at its beginning.
            models.Index(fields=["created_at", "id"], name="signature_desk_day_idx"),
            models.Index(fields=["appeal", "created_at", "id"], name="signature_desk_idx"),
            models.Index(
                fields=["category", "created_at", "id"], name="signature_desk_category_idx"
            ),
            models.Index(
                fields=["language", "created_at", "id"], name="signature_desk_language_idx"
            ),
            models.Index(fields=["status", "created_at", "id"], name="signature_desk_status_idx"),
            models.Index(
                fields=["moderation", "created_at", "id"],
                condition=~Q(moderation=ModerationStatus.UNREVIEWED),
                name="signature_desk_moderation_idx",
            ),
            # desk/queue: what counts only after a decision, oldest first.
            models.Index(
                fields=["verified_at", "id"],
                condition=Q(status=SignatureStatus.VERIFIED, moderation=ModerationStatus.HELD),
                name="signature_queue_idx",
            ),
            # What waits for one address: the typed code, the new mail, the purge.
            models.Index(
                fields=["canonical_email"],
                condition=~Q(canonical_email=""),
                name="signature_canonical_idx",
            ),
            # What came from one network: what is unusual, and its invalidation.
            models.Index(
                fields=["network_key", "created_at"],
                condition=Q(network_key__isnull=False),
                name="signature_network_idx",
            ),
            # news/sending: who asked for news?
            models.Index(
                fields=["appeal", "id"],
                condition=Q(status=SignatureStatus.VERIFIED, updates_consented_at__isnull=False),
                name="signature_news_idx",
            ),
            # The wall, in alphabetical order, by keyset (wall/public).
            models.Index(
                fields=["appeal", "wall_key", "handle"],
                condition=Q(status=SignatureStatus.VERIFIED)
                & Q(moderation__in=(ModerationStatus.UNREVIEWED, ModerationStatus.APPROVED))
                & ~Q(display=Display.HIDDEN),
                name="signature_wall_idx",
            ),
            # The same within one category: a rare one among millions is found at once.
            models.Index(
                fields=["category", "wall_key", "handle"],
                condition=Q(status=SignatureStatus.VERIFIED)
                & Q(moderation__in=(ModerationStatus.UNREVIEWED, ModerationStatus.APPROVED))
                & ~Q(display=Display.HIDDEN),
                name="signature_wall_category_idx",
            ),
            # The days of the last withdrawals (wall/public).
            models.Index(
                fields=["appeal", "-withdrawn_at"],
                condition=Q(status=SignatureStatus.WITHDRAWN),
                name="signature_withdrawn_idx",
            ),
            # The signatures of an organisation, and how many spell it so (desk/organisations).
            models.Index(
                fields=["verified_organisation", "created_at", "id"],
                condition=Q(verified_organisation__isnull=False),
                name="signature_organisation_idx",
            ),
            models.Index(
                fields=["spelling"],
                condition=Q(spelling__isnull=False),
                name="signature_spelling_idx",
            ),
            # Search at the desk and on the wall.
            GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="signature_search_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or f"#{self.pk}"
