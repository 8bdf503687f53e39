"""The filters beside the list of signatures."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appeal.publishing import category_labels
from appeal.titles import titled
from signatures.models import Organisation, Signature, Unusual
from signatures.risk.unusual import signatures_of

DAYS_OFFERED = 7


def current_language() -> str:
    """Give the language of the desk, as the person at it has chosen."""
    return get_language() or settings.LANGUAGE_CODE


class DayFilter(admin.SimpleListFilter):
    """Signed on one day: one of the last, or any that is typed."""

    title = _("day of signing")
    parameter_name = "day"
    template = "admin/signatures/signature/day_filter.html"
    moment = "created_at"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the last days; the template has a field for any other."""
        today = timezone.localdate()
        days = [today - timedelta(days=number) for number in range(DAYS_OFFERED)]
        # With the name of the day and of the month: 11/12 is two days, for two readers.
        offered = [(day.isoformat(), formats.date_format(day, "D j N")) for day in days]
        # What else is in the address stays when a day is typed.
        self.others = [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name not in (self.parameter_name, PAGE_VAR)
        ]
        return offered

    def queryset(self, request: HttpRequest, queryset: QuerySet[Signature]) -> QuerySet[Signature]:
        """Keep the signatures of that day, in the site's time zone."""
        chosen = self.value()
        if not chosen:
            return queryset
        try:
            day = datetime.strptime(chosen, "%Y-%m-%d")  # noqa: DTZ007 -- the site's zone is next
        except ValueError:
            return queryset.none()  # never everything: an action could follow
        start = timezone.make_aware(day)
        end = start + timedelta(days=1)
        return queryset.filter(**{f"{self.moment}__gte": start, f"{self.moment}__lt": end})


class LanguageFilter(admin.SimpleListFilter):
    """By the language of the form."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the site's languages."""
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Signature]) -> QuerySet[Signature]:
        """Keep one language."""
        return queryset.filter(language=self.value()) if self.value() else queryset


class CategoryFilter(admin.SimpleListFilter):
    """By what people signed as, under the names that visitors see."""

    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the categories of every appeal; with several appeals, say which."""
        appeals = list(titled().order_by("pk"))
        return [
            (str(pk), label if len(appeals) == 1 else f"{label} ({appeal})")
            for appeal in appeals
            for pk, (_code, label) in category_labels(appeal, current_language()).items()
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Signature]) -> QuerySet[Signature]:
        """Keep one category."""
        chosen = self.value()
        if not chosen:
            return queryset
        return queryset.filter(category=int(chosen)) if chosen.isdecimal() else queryset.none()


class OrganisationFilter(admin.SimpleListFilter):
    """By the organisation of the address; an organisation's page leads here."""

    title = _("organisation of the address")
    parameter_name = "organisation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Name the one that was chosen: there may be thousands."""
        chosen = request.GET.get(self.parameter_name, "")
        known = Organisation.objects.filter(pk=int(chosen)) if chosen.isdecimal() else []
        return [(str(each.pk), str(each)) for each in known] or [(chosen, "–")] * bool(chosen)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Signature]) -> QuerySet[Signature]:
        """Keep the signatures whose address lies in one of its domains."""
        chosen = self.value()
        if not chosen:
            return queryset
        known = chosen.isdecimal()
        return queryset.filter(verified_organisation=int(chosen)) if known else queryset.none()


class UnusualFilter(admin.SimpleListFilter):
    """The signatures of one finding of the hourly look; offered by its own page alone."""

    title = _("what is unusual")
    parameter_name = "unusual"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the finding that was chosen, so that it can be seen and taken off."""
        chosen = request.GET.get(self.parameter_name, "")
        finding = finding_of(chosen)
        # Without an offer Django would not filter at all.
        return [(chosen, str(finding) if finding else "–")] if chosen else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Signature]) -> QuerySet[Signature]:
        """Keep the signatures of the finding; of one that is gone, none."""
        chosen = request.GET.get(self.parameter_name)
        if not chosen:
            return queryset
        finding = finding_of(chosen)
        if finding is None:
            return queryset.none()  # never everything: an action could follow
        return queryset.filter(pk__in=signatures_of(finding).values("pk"))


def finding_of(chosen: str) -> Unusual | None:
    """Give the finding with this number, None when it is gone or never was."""
    if not (chosen.isascii() and chosen.isdecimal() and len(chosen) < 18):  # noqa: PLR2004
        return None
    return Unusual.objects.select_related("sample").filter(pk=int(chosen)).first()
