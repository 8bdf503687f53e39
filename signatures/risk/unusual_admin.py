"""What is unusual, at the desk: each finding is one click away from its signatures."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.lists import BoundedList
from accounts.read_only import ReadOnly
from signatures.addresses import domain_of
from signatures.models import Unusual
from signatures.models.unusual import UnusualKind


@admin.register(Unusual)
class UnusualAdmin(ReadOnly, BoundedList):
    """Looked for every hour; nothing to add or change."""

    # Read only: it is found, not typed, and the next look replaces it.

    list_display = ("kind", "common", "number", "usual", "starts_at", "ends_at", "look", "take_out")
    list_display_links = None
    list_select_related = ("sample",)
    list_filter = ("kind",)

    @admin.display(description=gettext_lazy("in common"))
    def common(self, finding: Unusual) -> str:
        """Say what they have in common, as long as the sample has it."""
        sample = finding.sample
        words = {
            UnusualKind.NETWORK: _("one network"),
            UnusualKind.DOMAIN: domain_of(sample.canonical_email),
            UnusualKind.NAME: f"{sample.first_name} {sample.last_name}",
            UnusualKind.MESSAGE: sample.message,
            UnusualKind.HOUR: "",
        }
        return words[UnusualKind(finding.kind)][:120]

    @admin.display(description="")
    def look(self, finding: Unusual) -> SafeString:
        """Lead to the signatures, where they can be held or invalidated together."""
        return _link("signature_changelist", finding, _("See the signatures"))

    @admin.display(description="")
    def take_out(self, finding: Unusual) -> SafeString:
        """Lead to the query that takes them out of the count, filled in and counted (R-58)."""
        return _link("invalidation_add", finding, _("Take them out of the count"))


def _link(page: str, finding: Unusual, words: str) -> SafeString:
    address = reverse(f"admin:signatures_{page}")
    return format_html('<a href="{}?unusual={}">{}</a>', address, finding.pk, words)
