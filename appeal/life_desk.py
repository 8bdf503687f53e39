"""The desk's page of an appeal's life: what is missing, the next step, one button each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audited import AuditedAdmin
from accounts.clock import database_now
from appeal import life
from appeal.checklist import Step, checklist, what_is_missing
from appeal.enums import AppealState, ChangeKind
from appeal.forms import StartForm
from appeal.models import Appeal
from appeal.titles import titled
from appeal.versions import draft_next_version

ACTS: dict[str, Callable[[Appeal], None]] = {
    "open": lambda appeal: life.open_appeal(appeal, now=database_now()),
    "pause": life.pause_appeal,
    "close": lambda appeal: life.close_appeal(appeal, now=database_now()),
    "archive": life.archive_appeal,
    "feature": life.feature_appeal,
}


class LifePages(AuditedAdmin):
    """Start an appeal, and lead it from one state to the next."""

    def get_urls(self) -> list[URLPattern]:
        """Put the pages before Django's own."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/life/", wrap(self.life_page), name="appeal_appeal_life"),
            path("<int:pk>/draft/", wrap(self.draft_text), name="appeal_appeal_draft"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Ask for the little that is needed, then show what is missing."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = StartForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            appeal = life.start_appeal(**form.cleaned_data)
            messages.success(request, _("The appeal is started. Nobody sees it yet."))
            return HttpResponseRedirect(reverse("admin:appeal_appeal_life", args=[appeal.pk]))
        return self._page(request, "start", gettext_lazy("A new appeal"), {"form": form})

    def life_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show where the appeal is and what comes next; do what a button asks for."""
        appeal = self._appeal(request, pk)
        if request.method == "POST":
            self._act(request, appeal, request.POST.get("act", ""))
            return HttpResponseRedirect(request.path)
        latest = appeal.versions.order_by("-number").first()
        now = database_now()
        context = {
            "appeal": appeal,
            "items": checklist(appeal),
            "missing": what_is_missing(appeal),
            "latest": latest,
            "draft": latest if latest and latest.published_at is None else None,
            "is_published": appeal.state != AppealState.DRAFT,
            "now": now,
            "is_begun": appeal.opens_at is None or appeal.opens_at <= now,
            "Step": {step.name: step.value for step in Step},
        }
        return self._page(request, "life", str(appeal), context)

    def draft_text(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open the draft that is there, or copy the published text into a new one."""
        appeal = self._appeal(request, pk)
        latest = appeal.versions.order_by("-number").first()
        if request.method == "POST" and (latest is None or latest.published_at is not None):
            latest = draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
        if latest is None or latest.published_at is not None:
            return HttpResponseRedirect(reverse("admin:appeal_appeal_life", args=[pk]))
        return HttpResponseRedirect(reverse("admin:appeal_appealversion_write", args=[latest.pk]))

    def _act(self, request: HttpRequest, appeal: Appeal, act: str) -> None:
        if act not in ACTS:
            messages.error(request, _("Choose one of the buttons."))
            return
        try:
            ACTS[act](appeal)
        except life.NotReadyError:
            messages.error(request, _("Something is still missing: see the steps."))
        except life.NotNowError:
            messages.error(request, _("That does not follow from the state the appeal is in."))
        else:
            messages.success(request, _("Done: the appeal is %s.") % appeal.get_state_display())

    def _appeal(self, request: HttpRequest, pk: int) -> Appeal:
        appeal = get_object_or_404(titled(), pk=pk)
        if not self.has_change_permission(request, appeal):
            raise PermissionDenied
        return appeal

    def _page(self, request: HttpRequest, name: str, title: Any, more: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            **more,
        }
        return TemplateResponse(request, f"admin/appeal/appeal/{name}.html", context)
