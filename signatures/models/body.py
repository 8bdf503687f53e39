"""The signature of an organisation as a body: one organisation under one appeal.

Not a `Signature`: it has a representative and a mandate, no age and no display, it counts
only once the organisers have approved it, and it never is in the figure of people
(docs/adr/0022).
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from appeal.models import Appeal, AppealVersion
from signatures.enums import BodyState, OrganisationKind
from signatures.models.organisation import Organisation
from signatures.models.signature import Signature

WAITING_OR_COUNTED = (BodyState.VERIFIED, BodyState.APPROVED)


class BodySignature(models.Model):
    """An organisation that signs, from its representative's form to the withdrawal."""

    handle = models.UUIDField(default=uuid.uuid4, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, verbose_name=_("appeal"), db_index=False)
    version = models.ForeignKey(
        AppealVersion, models.PROTECT, verbose_name=_("version signed"), db_index=False
    )
    language = models.CharField(_("language"), max_length=10)

    name = models.CharField(_("name as typed"), max_length=160, blank=True)
    name_key = models.CharField(max_length=340, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind)
    homepage = models.URLField(_("website"), max_length=200, blank=True)
    # The record under which it is shown; chosen when the mandate is approved.
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="body_signatures",
        verbose_name=_("organisation"),
    )

    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    email = models.CharField(_("email address"), max_length=254, blank=True)
    canonical_email = models.CharField(max_length=254, blank=True, editable=False)
    mandate = models.CharField(_("mandate, as declared"), max_length=500, blank=True)
    consent_wording = models.CharField(_("wording consented to"), max_length=20)

    state = models.CharField(
        _("state"), max_length=9, choices=BodyState, default=BodyState.PENDING, editable=False
    )
    # What the organisers have seen that shows the mandate; without it there is no approval.
    mandate_seen = models.CharField(
        _("mandate, as seen by the organisers"), max_length=300, blank=True
    )
    refusal = models.CharField(_("reason of the refusal"), max_length=300, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    created_at = models.DateTimeField(_("signed at"), db_default=Now(), editable=False)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True, editable=False)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, blank=True, editable=False)
    # How often a code was typed for it (bodies/code), rightly or wrongly.
    code_attempts = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    # The same act as a person's signature, when one was converted into the other: exactly
    # one of the two is counted (bodies/conversion).
    signature = models.OneToOneField(
        Signature,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="body",
        verbose_name=_("signature of a person"),
    )
    form_key = models.BinaryField(max_length=32, null=True, editable=False)

    class Meta:
        verbose_name = _("signature of an organisation")
        verbose_name_plural = _("signatures of organisations")
        permissions: ClassVar = [
            ("decide_body", _("Can approve, refuse and convert signatures of organisations")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handle"], name="body_unique_handle"),
            models.UniqueConstraint(
                fields=["form_key"],
                condition=Q(form_key__isnull=False),
                name="body_unique_form_key",
            ),
            models.UniqueConstraint(
                fields=["appeal", "organisation"],
                condition=Q(state=BodyState.APPROVED),
                name="body_one_for_each_organisation",
            ),
            models.UniqueConstraint(
                fields=["appeal", "canonical_email", "name_key"],
                condition=Q(state__in=WAITING_OR_COUNTED, anonymised_at__isnull=True),
                name="body_one_for_each_mailbox_and_name",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BodyState.values), name="body_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="body_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=BodyState.APPROVED)
                | Q(organisation__isnull=False, approved_at__isnull=False)
                & (~Q(mandate_seen="") | Q(anonymised_at__isnull=False)),
                name="body_approved_with_mandate",
            ),
            models.CheckConstraint(
                condition=Q(state=BodyState.PENDING, verified_at__isnull=True)
                | ~Q(state=BodyState.PENDING) & Q(verified_at__isnull=False),
                name="body_verified_at_unless_pending",
            ),
            # A withdrawal erases all (rule 5); the end of the appeal's clock erases who
            # represented an organisation that stays counted.
            models.CheckConstraint(
                condition=Q(
                    state=BodyState.WITHDRAWN,
                    withdrawn_at__isnull=False,
                    name="",
                    name_key="",
                    homepage="",
                    organisation__isnull=True,
                    signature__isnull=True,
                )
                | ~Q(state=BodyState.WITHDRAWN) & Q(withdrawn_at__isnull=True) & ~Q(name=""),
                name="body_erased_iff_withdrawn",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=BodyState.WITHDRAWN)
                    | Q(state=BodyState.APPROVED, anonymised_at__isnull=False)
                )
                & Q(
                    first_name="",
                    last_name="",
                    role="",
                    email="",
                    canonical_email="",
                    mandate="",
                    mandate_seen="",
                )
                | ~Q(state=BodyState.WITHDRAWN)
                & Q(anonymised_at__isnull=True)
                & ~Q(last_name="")
                & ~Q(canonical_email=""),
                name="body_nobody_named_iff_over",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="body_state_idx"),
            models.Index(fields=["appeal", "state", "name_key"], name="body_list_idx"),
            models.Index(fields=["canonical_email"], name="body_mailbox_idx"),
            GinIndex(OpClass(F("name_key"), name="gin_trgm_ops"), name="body_search_idx"),
        ]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"


class BodyMandateFile(models.Model):
    """A document that shows a mandate, uploaded at the desk; only the desk sees it."""

    body = models.OneToOneField(BodySignature, models.CASCADE, related_name="mandate_file")
    name = models.CharField(_("name"), max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("mandate document")
        verbose_name_plural = _("mandate documents")

    def __str__(self) -> str:
        return self.name
