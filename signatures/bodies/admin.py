"""Organisations that sign as bodies, at the desk: look, decide, convert."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.desk_links import Task, desk_link
from accounts.lists import BoundedList
from accounts.read_only import ReadOnly
from appeal.titles import AppealFilter, NamesAppeals
from signatures.bodies import approval, conversion
from signatures.bodies.conversion_pages import DECIDE, ConversionPages
from signatures.bodies.desk_forms import ApprovalForm, RefusalForm
from signatures.bodies.export_pages import BodiesExport
from signatures.desk.columns import EMAIL_PERMISSION
from signatures.desk.search import with_words
from signatures.enums import BodyState
from signatures.models import BodySignature

desk_link(
    Task.MODERATE,
    _("Organisations whose mandate waits"),
    "admin:signatures_bodysignature_changelist",
    "signatures.view_bodysignature",
    "state__exact=verified",
)
_FIELDS = (
    "name", "kind", "homepage", "organisation", "state_shown", "appeal", "version_signed",
    "language", "first_name", "last_name", "role", "email", "mandate", "mandate_seen",
    "document_shown", "refusal", "decided_by", "approved_at", "verified_at", "created_at",
    "consent_wording",
)  # fmt: skip


@admin.register(BodySignature)
class BodySignatureAdmin(ReadOnly, ConversionPages, BodiesExport, NamesAppeals, BoundedList):
    """A mandate is seen before an organisation counts; every decision can be taken back."""

    # Read only: what was typed is its representative's to change and to erase.

    list_display = ("__str__", "kind", "state_shown", "appeal", "verified_at")
    list_filter = ("state", ("appeal", AppealFilter))
    search_fields = ("name_key",)
    readonly_fields = ("state_shown", "document_shown", "decided_by", "version_signed")
    change_form_template = "admin/signatures/bodysignature/change_form.html"

    def get_fields(self, request: HttpRequest, obj: BodySignature | None = None) -> Any:
        """Leave out the address for who may not see it."""
        may_see = request.user.has_perm(EMAIL_PERMISSION)
        return [name for name in _FIELDS if may_see or name != "email"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[BodySignature], search_term: str
    ) -> tuple[QuerySet[BodySignature], bool]:
        """Look for words anywhere in the name, without accents or capitals."""
        return with_words(queryset, "name_key", search_term), False

    @admin.display(description=_("state"))
    def state_shown(self, body: BodySignature) -> str:
        """Mark the state: the eye is to find what waits."""
        label = BodyState(body.state).label
        return format_html('<span class="badge badge-{}">{}</span>', body.state, label)

    @admin.display(description=_("version signed"))
    def version_signed(self, body: BodySignature) -> int:
        """Say which text was on screen."""
        return body.version.number

    @admin.display(description=_("approved by"))
    def decided_by(self, body: BodySignature) -> str:
        """Name the person, without a link to a page that organisers may not open."""
        return str(body.approved_by or "–")

    @admin.display(description=_("mandate document"))
    def document_shown(self, body: BodySignature) -> str:
        """Lead to the document; it is a download, never a page."""
        document = getattr(body, "mandate_file", None)
        if document is None:
            return "–"
        address = reverse("admin:signatures_bodysignature_document", args=[body.pk])
        return format_html('<a href="{}" download>{}</a>', address, document.name)

    def get_urls(self) -> list[URLPattern]:
        """Add the page of decisions and the document."""
        pages: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "decide": ("<int:pk>/decide/", self.decide_view),
            "document": ("<int:pk>/document/", self.document_view),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"signatures_bodysignature_{name}")
            for name, (route, view) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Put the forms of the decisions above what was typed."""
        body = kwargs.get("obj")
        if body is not None and request.user.has_perm(DECIDE):
            context |= self._forms(body)
        return super().render_change_form(request, context, *args, **kwargs)

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve, refuse, or take either back."""
        body, by = self.body_of(request, pk)
        page = reverse("admin:signatures_bodysignature_change", args=[pk])
        act = request.POST.get("act", "")
        approving = ApprovalForm(request.POST, request.FILES)
        refusing = RefusalForm(request.POST)
        try:
            if act == "approve" and approving.is_valid():
                approval.approve(body, by=by, **approving.cleaned_data)
            elif act == "refuse" and refusing.is_valid():
                approval.refuse(body, by=by, reason=refusing.cleaned_data["reason"])
            elif act == "reopen":
                approval.reopen(body, by=by)
            elif act in ("approve", "refuse"):
                wrong = approving if act == "approve" else refusing
                return self.page_of(request, "decide", body=body, form=wrong, act=act, back=page)
            else:
                return redirect(page)
        except approval.NotDecidableError:
            messages.error(request, _("Somebody else has decided, or it was withdrawn."))
        except approval.AlreadyApprovedError:
            messages.error(request, _("This organisation is counted under this appeal already."))
        else:
            messages.success(request, _("The decision is recorded."))
        return redirect(page)

    def document_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand out the document that shows a mandate, as a download."""
        body, _by = self.body_of(request, pk)
        document = getattr(body, "mandate_file", None)
        if document is None:
            return redirect(reverse("admin:signatures_bodysignature_change", args=[pk]))
        name = "".join(c for c in document.name if c.isalnum() or c in "-_.") or "mandate"
        return HttpResponse(
            bytes(document.content),
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
            },
        )

    def _forms(self, body: BodySignature) -> dict[str, Any]:
        decidable = body.state in (BodyState.VERIFIED, BodyState.REFUSED)
        known = approval.record_called(body.name)
        shown_as = known.name if known else body.name
        return {
            "approval_form": ApprovalForm(initial={"name": shown_as}) if decidable else None,
            "refusal_form": RefusalForm() if body.state == BodyState.VERIFIED else None,
            "may_reopen": body.state in (BodyState.APPROVED, BodyState.REFUSED),
            "may_convert": body.state in conversion.CONVERTIBLE,
            "known_record": known,
        }
