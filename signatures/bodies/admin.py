"""Organisations that sign as bodies, at the desk: look, decide, convert."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.desk_links import Task, desk_link
from accounts.lists import BoundedList
from accounts.models import User
from appeal.views import page_language
from signatures.bodies import approval, conversion
from signatures.bodies.desk_forms import ApprovalForm, RefusalForm, ToBodyForm, ToPersonForm
from signatures.bodies.export_pages import BodiesExport
from signatures.enums import BodyState
from signatures.figures import counting
from signatures.folding import search_key
from signatures.models import BodySignature, Signature

desk_link(
    Task.MODERATE,
    _("Organisations whose mandate waits"),
    "admin:signatures_bodysignature_changelist",
    "signatures.view_bodysignature",
    "state__exact=verified",
)
_EMAIL = "signatures.view_email_address"
_FIELDS = (
    "name", "kind", "homepage", "organisation", "state_shown", "appeal", "version", "language",
    "first_name", "last_name", "role", "email", "mandate", "mandate_seen", "document_shown",
    "refusal", "approved_by", "approved_at", "verified_at", "created_at", "consent_wording",
)  # fmt: skip


@admin.register(BodySignature)
class BodySignatureAdmin(BodiesExport, BoundedList):
    """A mandate is seen before an organisation counts; every decision can be taken back."""

    list_display = ("__str__", "kind", "state_shown", "appeal", "verified_at")
    list_filter = ("state", "appeal")
    list_select_related = ("appeal",)
    search_fields = ("name_key",)
    readonly_fields = ("state_shown", "document_shown")
    change_form_template = "admin/signatures/bodysignature/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A signature comes from its representative, or from a conversion."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was typed is its representative's to change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Erasing is the representative's right; an organiser refuses."""
        return False

    def get_fields(self, request: HttpRequest, obj: BodySignature | None = None) -> Any:
        """Leave out the address for who may not see it."""
        may_see = request.user.has_perm(_EMAIL)
        return [name for name in _FIELDS if may_see or name != "email"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[BodySignature], search_term: str
    ) -> tuple[QuerySet[BodySignature], bool]:
        """Look for words anywhere in the name, without accents or capitals."""
        words = search_key(search_term).split()
        if search_term.strip() and not words:
            return queryset.none(), False
        for word in words:
            queryset = queryset.filter(name_key__contains=word)
        return queryset, False

    @admin.display(description=_("state"))
    def state_shown(self, body: BodySignature) -> str:
        """Mark the state: the eye is to find what waits."""
        label = BodyState(body.state).label
        return format_html('<span class="badge badge-{}">{}</span>', body.state, label)

    @admin.display(description=_("mandate document"))
    def document_shown(self, body: BodySignature) -> str:
        """Lead to the document; it is a download, never a page."""
        document = getattr(body, "mandate_file", None)
        if document is None:
            return "–"
        address = reverse("admin:signatures_bodysignature_document", args=[body.pk])
        return format_html('<a href="{}" download>{}</a>', address, document.name)

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of decisions, of conversions, and of the document."""
        pages: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "decide": ("<int:pk>/decide/", self.decide_view),
            "to_person": ("<int:pk>/to-person/", self.to_person_view),
            "to_body": ("of-signature/<int:pk>/", self.to_body_view),
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
        if body is not None and request.user.has_perm("signatures.decide_body"):
            context |= self._forms(body)
        return super().render_change_form(request, context, *args, **kwargs)

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve, refuse, or take either back."""
        body, by = self._of(request, pk)
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
                return self._page(request, "decide", body=body, form=wrong, act=act, back=page)
        except approval.NotDecidableError:
            messages.error(request, _("Somebody else has decided, or it was withdrawn."))
        except approval.AlreadyApprovedError:
            messages.error(request, _("This organisation is counted under this appeal already."))
        else:
            messages.success(request, _("The decision is recorded."))
        return redirect(page)

    def to_body_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Convert a person's signature, after a preview of the figures."""
        by = self._decider(request)
        person = get_object_or_404(Signature.objects.select_related("appeal"), pk=pk)
        earlier = BodySignature.objects.filter(signature=person).first()
        form = ToBodyForm(
            request.POST if request.method == "POST" else None,
            initial={
                "name": earlier.name if earlier else person.organisation,
                "kind": earlier.kind if earlier else "",
                "role": earlier.role if earlier else person.job_title,
            },
        )
        if form.is_valid():
            note = form.cleaned_data["note"]
            return self._convert(
                request,
                lambda: conversion.to_body(person, form.facts(), by=by, note=note),
                reverse("admin:signatures_signature_change", args=[pk]),
            )
        back = reverse("admin:signatures_signature_change", args=[pk])
        moves = (-1, 1, 0) if earlier and earlier.approved_at else (-1, 0, 1)
        return self._preview(request, person.appeal, form, back=back, person=person, moves=moves)

    def to_person_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Convert an organisation's signature, after a preview of the figures."""
        body, by = self._of(request, pk)
        form = ToPersonForm(
            *([request.POST] if request.method == "POST" else []),
            appeal=body.appeal,
            language=page_language(),
            was_person=body.signature_id is not None,
        )
        back = reverse("admin:signatures_bodysignature_change", args=[pk])
        if form.is_valid():
            typed = form.cleaned_data
            return self._convert(
                request,
                lambda: conversion.to_person(
                    body, by=by, category=typed.get("category"), note=typed["note"]
                ),
                back,
            )
        moves = (1, -(body.state == BodyState.APPROVED), -(body.state == BodyState.VERIFIED))
        return self._preview(request, body.appeal, form, back=back, body=body, moves=moves)

    def document_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hand out the document that shows a mandate, as a download."""
        body, _by = self._of(request, pk)
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

    def _decider(self, request: HttpRequest) -> User:
        if not request.user.has_perm("signatures.decide_body"):
            raise PermissionDenied
        return cast(User, request.user)

    def _of(self, request: HttpRequest, pk: int) -> tuple[BodySignature, User]:
        by = self._decider(request)
        rows = BodySignature.objects.select_related("appeal", "mandate_file")
        return get_object_or_404(rows, pk=pk), by

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

    def _convert(
        self, request: HttpRequest, convert: Callable[[], object], back: str
    ) -> HttpResponse:
        try:
            convert()
        except conversion.NotConvertibleError:
            messages.error(request, _("Only a verified signature can be converted."))
        except conversion.InTheWayError:
            messages.error(
                request, _("This mailbox has such a signature already: decide about that first.")
            )
        else:
            messages.success(request, _("It is converted; the figures have moved."))
        return redirect(back)

    def _preview(
        self, request: HttpRequest, appeal: Any, form: Any, **context: Any
    ) -> HttpResponse:
        people, bodies = counting.total(appeal), counting.bodies(appeal)
        now = (people, bodies.total, bodies.under_review)
        then = tuple(map(sum, zip(now, context.pop("moves"), strict=True)))
        return self._page(request, "convert", form=form, now=now, then=then, **context)

    def _page(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        shared = self.admin_site.each_context(request)
        context = {**shared, "opts": self.opts, "title": _("Convert or decide"), **context}
        return TemplateResponse(request, f"admin/signatures/bodysignature/{name}.html", context)
