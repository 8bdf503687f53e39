"""What the desk shows of a signature, in the list and on its page."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from appeal.titles import with_titles
from signatures import countries
from signatures.desk.filters import current_language
from signatures.enums import ModerationStatus, SignatureStatus
from signatures.models import Signature
from signatures.wall.affiliation import affiliation

EMAIL_PERMISSION = "signatures.view_email_address"
_PERSON = (
    "first_name",
    "last_name",
    "email",
    "signed_as",
    "organisation",
    "affiliation_shown",
    "verified_organisation",
    "job_title",
    "city",
    "country_shown",
    "department",
    "message",
)
_SIGNATURE = (
    "appeal",
    "version_signed",
    "language",
    "channel",
    "created_at",
    "verified_at",
    "invalidated_at",
    "invalidation_reason",
    "withdrawn_at",
)
_CONSENT = ("display", "updates_consented_at", "consent_wording")


def _badge(value: str, label: Any) -> str:
    return format_html('<span class="badge badge-{}">{}</span>', value, label)


class SignatureColumns(admin.ModelAdmin[Signature]):
    """The columns of the list and the fields of the page; a moderator sees no address."""

    list_display = (
        "__str__",
        "signed_as",
        "organisation_shown",
        "status_shown",
        "moderation_shown",
        "shown_as",
        "created_at",
    )
    list_select_related = ("category", "spelling__organisation")
    readonly_fields: ClassVar[Any] = (
        "signed_as", "country_shown", "affiliation_shown", "version_signed",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signature]:
        """Fetch the names of the categories once for a page, not once for a row."""
        rows = super().get_queryset(request).prefetch_related("category__labels")
        return with_titles(rows)

    def get_fieldsets(self, request: HttpRequest, obj: Signature | None = None) -> Any:
        """Group the fields, without what this person may not see."""
        hidden = set() if request.user.has_perm(EMAIL_PERMISSION) else {"email"}
        person = [name for name in _PERSON if name not in hidden]
        return (
            (_("Person"), {"fields": person}),
            (_("Signature"), {"fields": _SIGNATURE}),
            (_("Consent"), {"fields": _CONSENT}),
        )

    @admin.display(description=_("version signed"))
    def version_signed(self, signature: Signature) -> int:
        """Say which text was on screen."""
        return signature.version.number

    @admin.display(description=_("category"))
    def signed_as(self, signature: Signature) -> str:
        """Name the category as visitors read it."""
        return str(signature.category)

    @admin.display(description=_("organisation"))
    def organisation_shown(self, signature: Signature) -> str:
        """Name the organisation as the wall does, with a tick when the address bears it out."""
        of = affiliation(signature, current_language())
        if not of.is_verified:
            return of.name
        return format_html('{} <span title="{}">✓</span>', of.name, _("verified by its address"))

    @admin.display(description=_("affiliation"))
    def affiliation_shown(self, signature: Signature) -> str:
        """Say which record the typed organisation is, and what the address says of it."""
        of = affiliation(signature, current_language())
        if not of.name:
            return "–"
        told = _("verified by its address") if of.is_verified else _("declared")
        return format_html("{} ({})", of.name, told)

    @admin.display(description=_("country"))
    def country_shown(self, signature: Signature) -> str:
        """Name the country in the language of the desk."""
        return countries.country_name(signature.country, current_language())

    @admin.display(description=_("status"))
    def status_shown(self, signature: Signature) -> str:
        """Mark the state: the eye is to find what is not verified."""
        return _badge(signature.status, SignatureStatus(signature.status).label)

    @admin.display(description=_("moderation"))
    def moderation_shown(self, signature: Signature) -> str:
        """Mark the decision: the eye is to find what waits for one."""
        return _badge(signature.moderation, ModerationStatus(signature.moderation).label)

    @admin.display(description=_("shown"))
    def shown_as(self, signature: Signature) -> str:
        """Say in one word what the signatory lets the public see."""
        return str(_SHOWN[signature.display])


_SHOWN = {"full": _("name"), "initials": _("initials"), "hidden": _("nothing")}
