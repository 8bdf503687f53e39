"""The filters beside the list of signatures."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from signatures.models import Signature

DAYS_OFFERED = 10


class DayFilter(admin.SimpleListFilter):
    """Signed on one day; any day can be put into the address as `?day=2026-01-08`."""

    title = _("day of signing")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the last days, and the one in the address."""
        today = timezone.localdate()
        days = [today - timedelta(days=number) for number in range(DAYS_OFFERED)]
        offered = [(day.isoformat(), formats.date_format(day, "SHORT_DATE_FORMAT")) for day in days]
        chosen = self.value()
        if chosen and chosen not in dict(offered):
            offered.append((chosen, chosen))
        return offered

    def queryset(self, request: HttpRequest, queryset: QuerySet[Signature]) -> QuerySet[Signature]:
        """Keep the signatures of that day, in the site's time zone."""
        try:
            day = datetime.strptime(self.value() or "", "%Y-%m-%d")  # noqa: DTZ007 -- next line
        except ValueError:
            return queryset
        start = day.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
        return queryset.filter(created_at__gte=start, created_at__lt=start + timedelta(days=1))


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
