"""Organisations as records: the names, the domains and the spellings that are theirs."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from appeal.models import StoredImage
from signatures.enums import OrganisationKind

SIREN_PATTERN = r"^[0-9]{9}$"
# The last part of a ROR identifier: Crockford's alphabet, then two figures that check it.
ROR_PATTERN = r"^0[0-9a-hjkmnp-tv-z]{6}[0-9]{2}$"
DOMAIN_PATTERN = r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$"


class Organisation(models.Model):
    """A university, a hospital, a company: known by its names, recognised by its domains."""

    name = models.CharField(_("name"), max_length=160)
    english_name = models.CharField(
        _("name in English"), max_length=160, blank=True, help_text=_("If it has another one.")
    )
    kind = models.CharField(
        _("kind"), max_length=12, choices=OrganisationKind, default=OrganisationKind.OTHER
    )
    siren = models.CharField(
        _("SIREN"), max_length=9, blank=True, help_text=_("Nine digits, for a French one.")
    )
    ror = models.CharField(
        _("ROR"),
        max_length=9,
        blank=True,
        help_text=_("The end of its address at ror.org, for a research organisation."),
    )
    logo = models.ForeignKey(
        StoredImage, models.PROTECT, null=True, blank=True, verbose_name=_("logo")
    )
    # Both names folded, for search at the desk.
    search_key = models.CharField(max_length=340, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(siren="") | Q(siren__regex=SIREN_PATTERN),
                name="organisation_siren_nine_digits",
            ),
            models.UniqueConstraint(
                fields=["siren"],
                condition=~Q(siren=""),
                name="organisation_unique_siren",
                violation_error_message=_("Another organisation has this SIREN."),
            ),
            models.CheckConstraint(
                condition=Q(ror="") | Q(ror__regex=ROR_PATTERN), name="organisation_ror_shape"
            ),
            models.UniqueConstraint(
                fields=["ror"],
                condition=~Q(ror=""),
                name="organisation_unique_ror",
                violation_error_message=_("Another organisation has this ROR identifier."),
            ),
        ]
        indexes: ClassVar = [
            GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="organisation_search_idx"),
        ]

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        """Give its name for a reader of `language`."""
        return self.english_name or self.name if language == "en" else self.name


class OrganisationDomain(models.Model):
    """A mail domain: who has an address there, or below it, is of this organisation."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="domains", verbose_name=_("organisation")
    )
    domain = models.CharField(_("domain"), max_length=253)

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["domain"],
                name="organisation_domain_unique",
                violation_error_message=_("This domain is another organisation’s already."),
            ),
            models.CheckConstraint(
                condition=Q(domain__regex=DOMAIN_PATTERN),
                name="organisation_domain_lower_ascii",
                violation_error_message=_("Type a domain such as example.org."),
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class OrganisationSpelling(models.Model):
    """One way in which signatories write an organisation; merging says which one it is.

    The signatures keep what was typed and point here, so that a merge or its undo changes
    one row, however many people spelt it so (docs/adr/0013).
    """

    # Folded: no accents, no capitals, no punctuation.
    key = models.CharField(max_length=340, editable=False)
    text = models.CharField(_("as it was first typed"), max_length=160)
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="spellings",
        verbose_name=_("organisation"),
    )
    created_at = models.DateTimeField(_("first seen at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("spelling of an organisation")
        verbose_name_plural = _("spellings of organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], name="organisation_spelling_unique_key"),
            models.CheckConstraint(condition=~Q(key=""), name="organisation_spelling_not_empty"),
        ]
        indexes: ClassVar = [
            GinIndex(OpClass(F("key"), name="gin_trgm_ops"), name="organisation_spelling_idx"),
            # The desk's list of what belongs to no record yet, newest first.
            models.Index(
                fields=["-id"],
                condition=Q(organisation__isnull=True),
                name="organisation_spelling_free_idx",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class OrganisationMerge(models.Model):
    """One act that gave spellings to a record, and all it takes to undo it."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="merges", verbose_name=_("organisation")
    )
    # {spelling id: id of the organisation it belonged to before, or null}
    before = models.JSONField(default=dict, editable=False)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("merged by"),
    )
    merged_at = models.DateTimeField(_("merged at"), db_default=Now(), editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("merge of spellings")
        verbose_name_plural = _("merges of spellings")

    def __str__(self) -> str:
        return f"{self.organisation} #{self.pk}"
