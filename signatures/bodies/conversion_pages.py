"""A person's signature becomes an organisation's, or the reverse, after a preview (ADR 22)."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import permitted
from appeal.views import page_language
from signatures.bodies import conversion
from signatures.bodies.desk_forms import ToBodyForm, ToPersonForm
from signatures.enums import BodyState
from signatures.figures import counting
from signatures.models import BodySignature, Signature

DECIDE = "signatures.decide_body"


class ConversionPages(admin.ModelAdmin[BodySignature]):
    """Both pages of conversions; the list of organisations has them."""

    def get_urls(self) -> list[URLPattern]:
        """Put the pages before Django's."""
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/to-person/",
                view(self.to_person_view),
                name="signatures_bodysignature_to_person",
            ),
            path(
                "of-signature/<int:pk>/",
                view(self.to_body_view),
                name="signatures_bodysignature_to_body",
            ),
            *super().get_urls(),
        ]

    def to_body_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Convert a person's signature, after a preview of the figures."""
        by = permitted(request, DECIDE)
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
        state = conversion.state_of(earlier)
        moves = (-1, state == BodyState.APPROVED, state == BodyState.VERIFIED)
        return self._preview(
            request, person.appeal, form, back=back, person=person, state=state, moves=moves
        )

    def to_person_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Convert an organisation's signature, after a preview of the figures."""
        body, by = self.body_of(request, pk)
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

    def body_of(self, request: HttpRequest, pk: int) -> tuple[BodySignature, User]:
        """Find an organisation's signature, and who is about to decide about it."""
        by = permitted(request, DECIDE)
        rows = BodySignature.objects.select_related("appeal", "mandate_file")
        return get_object_or_404(rows, pk=pk), by

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
        return self.page_of(request, "convert", form=form, now=now, then=then, **context)

    def page_of(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        """Show a page of decisions or conversions."""
        shared = self.admin_site.each_context(request)
        about = context.get("body") or context.get("person")
        context = {**shared, "opts": self.opts, "title": str(about), **context}
        return TemplateResponse(request, f"admin/signatures/bodysignature/{name}.html", context)
