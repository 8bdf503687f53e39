"""The desk's pages of a text: write it in every language, look, publish it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.audited import AuditedAdmin
from accounts.clock import database_now
from accounts.reauthentication import fresh_proof_required
from appeal.differences import compare_with_published
from appeal.enums import ChangeKind
from appeal.forms import LetterForms, PublishForm
from appeal.markdown import render_markdown
from appeal.models import AppealVersion
from appeal.titles import with_titles
from appeal.versions import NothingToPublishError, hash_draft, preview, publish_version
from appeal.writing import FrozenTextError, StaleTextError, write_texts

LONGEST_PREVIEW = 100_000


class TextPages(AuditedAdmin):
    """Write, preview and publish, each on a page of its own."""

    def get_urls(self) -> list[URLPattern]:
        """Put the pages before Django's own."""
        wrap = self.admin_site.admin_view
        name = "appeal_appealversion"
        return [
            path("<int:pk>/write/", wrap(self.write_page), name=f"{name}_write"),
            path("<int:pk>/publish/", wrap(self.publish_page), name=f"{name}_publish"),
            path("preview/", wrap(require_POST(self.preview_piece)), name=f"{name}_preview"),
            *super().get_urls(),
        ]

    def write_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the draft in every language side by side; preview or store what is posted."""
        version = self._draft_or_404(request, pk)
        letters = LetterForms(version, request.POST if request.method == "POST" else None)
        seen = request.POST.get("seen", hash_draft(version))
        if request.method == "POST" and letters.is_valid() and "preview" not in request.POST:
            try:
                write_texts(version=version, texts=letters.texts, seen=seen)
            except StaleTextError:
                messages.error(
                    request,
                    _(
                        "Somebody else has changed this text meanwhile. Copy what you typed, "
                        "open the page again and put both together."
                    ),
                )
            except FrozenTextError:
                messages.error(request, _("This version has been published meanwhile."))
            else:
                messages.success(request, _("The draft is stored. Visitors do not see it yet."))
                return HttpResponseRedirect(self._next_page(request, version))
        return self._page(
            request,
            "write",
            gettext_lazy("Write the text"),
            version,
            {"letters": letters, "columns": _columns(letters), "seen": seen},
        )

    def preview_piece(self, request: HttpRequest) -> HttpResponse:
        """Give the letter as HTML while it is being typed."""
        if not request.user.has_perm("appeal.change_appealversion"):
            raise Http404
        body = request.POST.get("body", "")[:LONGEST_PREVIEW]
        return HttpResponse(render_markdown(body, request.POST.get("language", "")))

    @fresh_proof_required
    def publish_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the letter and what it changes; publish it for good."""
        version = self._draft_or_404(request, pk)
        is_first = not version.appeal.versions.filter(published_at__isnull=False).exists()
        form = PublishForm(request.POST or None)
        if request.method == "POST" and (is_first or form.is_valid()):
            kind = ChangeKind.FIRST if is_first else ChangeKind(form.cleaned_data["change_kind"])
            try:
                publish_version(version=version, now=database_now(), change_kind=kind)
            except NothingToPublishError:
                messages.error(
                    request, _("Version %s has no text or is published already.") % version.number
                )
            else:
                messages.success(request, _("Version %s is published.") % version.number)
                return HttpResponseRedirect(_life_page(version))
        return self._page(
            request,
            "publish",
            gettext_lazy("Publish this version"),
            version,
            {
                "texts": preview(version),
                "changes": compare_with_published(version),
                "form": None if is_first else form,
            },
        )

    def _draft_or_404(self, request: HttpRequest, pk: int) -> AppealVersion:
        version = get_object_or_404(with_titles(AppealVersion.objects.all()), pk=pk)
        if not self.has_change_permission(request, version):
            raise Http404
        return version

    def _next_page(self, request: HttpRequest, version: AppealVersion) -> str:
        if "and_publish" in request.POST:
            return reverse("admin:appeal_appealversion_publish", args=[version.pk])
        if "and_stay" in request.POST:
            return request.path
        return _life_page(version)

    def _page(
        self, request: HttpRequest, name: str, title: Any, version: AppealVersion, more: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "version": version,
            "life": _life_page(version),
            **more,
        }
        return TemplateResponse(request, f"admin/appeal/appealversion/{name}.html", context)


def _life_page(version: AppealVersion) -> str:
    return reverse("admin:appeal_appeal_life", args=[version.appeal_id])


def _columns(letters: LetterForms) -> list[tuple[str, Any, str]]:
    """Give each language with its form and the letter as it reads now."""
    return [
        (code, form, render_markdown(form["body"].value() or "", code))
        for code, form in letters.forms.items()
    ]
