"""What organisers say of mail domains and networks, at the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.audited import AuditedAdmin
from signatures.mail_domains import forget_rules as forget_domains
from signatures.mail_domains import list_version
from signatures.models import MailDomain, NetworkRule
from signatures.risk.network_rules import forget_rules as forget_networks


@admin.register(MailDomain)
class MailDomainAdmin(AuditedAdmin):
    """Canonical spellings and throw-away providers."""

    list_display = ("domain", "is_disposable", "alias_of", "ignores_dots", "ignores_tags", "note")
    list_filter = ("is_disposable",)
    search_fields = ("domain",)
    readonly_fields = ("changed_at",)
    show_full_result_count = False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say which rules hold for the domains that are not in the list."""
        subtitle = _(
            "These go before the built-in rules (gmail.com and googlemail.com are one, without "
            "dots; +tags are ignored everywhere) and before the list of throw-away providers "
            "(%(edition)s)."
        ) % {"edition": list_version()}
        return super().changelist_view(request, {"subtitle": subtitle, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: MailDomain, form: Any, change: Any) -> None:
        """Let the rule hold at once in this process, in a few seconds in the others."""
        super().save_model(request, obj, form, change)
        forget_domains()


@admin.register(NetworkRule)
class NetworkRuleAdmin(AuditedAdmin):
    """Campuses, evenings in a hall, data centres."""

    list_display = ("network", "kind", "starts_at", "ends_at", "note")
    list_filter = ("kind",)
    search_fields = ("network", "note")
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: NetworkRule, form: Any, change: Any) -> None:
        """Let the rule hold at once in this process, in a few seconds in the others."""
        super().save_model(request, obj, form, change)
        forget_networks()
