"""What the law wants said: who publishes and hosts, audits, and the organisers' own words."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from appeal.enums import LegalPage
from appeal.models.appeal import Appeal


class Imprint(models.Model):
    """Who answers for the site and who hosts it (law of 21 June 2004, articles 1-1 and 6)."""

    appeal = models.OneToOneField(
        Appeal, models.CASCADE, related_name="imprint", verbose_name=_("appeal")
    )
    address = models.TextField(_("postal address of the publisher"), max_length=400, blank=True)
    telephone = models.CharField(_("telephone of the publisher"), max_length=40, blank=True)
    registration = models.CharField(
        _("registration"), max_length=80, blank=True, help_text=_("Such as its SIREN number.")
    )
    director = models.CharField(_("director of publication"), max_length=160, blank=True)
    host_name = models.CharField(_("host: name"), max_length=160, blank=True)
    host_address = models.TextField(_("host: postal address"), max_length=400, blank=True)
    host_telephone = models.CharField(_("host: telephone"), max_length=40, blank=True)
    data_protection_officer = models.CharField(
        _("data protection officer"),
        max_length=200,
        blank=True,
        help_text=_("How to reach this person, such as an address."),
    )

    class Meta:
        verbose_name = _("legal notice")
        verbose_name_plural = _("legal notices")

    def __str__(self) -> str:
        return str(self.appeal)


class AccessibilityAudit(models.Model):
    """One audit against the RGAA; without a valid one a site is "not compliant" (R-78)."""

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, related_name="accessibility_audits", verbose_name=_("appeal")
    )
    audited_on = models.DateField(_("audited on"))
    auditor = models.CharField(_("auditor"), max_length=200)
    met = models.PositiveSmallIntegerField(_("criteria that are met"))
    applicable = models.PositiveSmallIntegerField(_("criteria that apply"))
    report_url = models.URLField(_("report"), blank=True)

    class Meta:
        verbose_name = _("accessibility audit")
        verbose_name_plural = _("accessibility audits")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(applicable__gt=0, met__lte=models.F("applicable")),
                name="accessibility_audit_adds_up",
                violation_error_message=_("No more criteria can be met than apply."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audited_on}: {self.met}/{self.applicable}"


class LegalText(models.Model):
    """The organisers' own words on a legal page, in the place of ours."""

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, related_name="legal_texts", verbose_name=_("appeal")
    )
    page = models.CharField(_("page"), max_length=13, choices=LegalPage)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    body = models.TextField(_("text"), max_length=20_000, help_text=_("Written in Markdown."))

    class Meta:
        verbose_name = _("text of a legal page")
        verbose_name_plural = _("texts of the legal pages")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["appeal", "page", "language"], name="legal_text_one_a_language"
            ),
            models.CheckConstraint(
                condition=models.Q(page__in=LegalPage.values), name="legal_text_page_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_page_display()} ({self.language})"
