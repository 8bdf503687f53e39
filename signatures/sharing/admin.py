"""Channels at the desk: make a code, see what it brings, print its posters."""

from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.audited import AuditedAdmin
from accounts.desk_links import Task, desk_link
from appeal.titles import AppealFilter, NamesAppeals
from signatures.models import Channel
from signatures.sharing.posters import PAPERS, address_of, counts, poster


@admin.register(Channel)
class ChannelAdmin(AuditedAdmin, NamesAppeals):
    """Posters, letters and events, each with its code."""

    list_display = ("code", "label", "appeal", "signatures", "posters")
    list_filter = (("appeal", AppealFilter),)
    ordering = ("appeal", "code")
    fields = ("appeal", "code", "label", "link", "posters")
    readonly_fields = ("link", "posters")

    def get_readonly_fields(self, request: HttpRequest, obj: Channel | None = None) -> Any:
        """Keep the code of a channel: it is printed."""
        fixed = ("appeal", "code") if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Read the counts of the whole page at once."""
        changes = super().get_changelist_instance(request)
        rows = list(changes.result_list)
        found = counts(rows)
        for row in rows:
            row.brought = found[row.pk]
        changes.result_list = cast(Any, rows)
        return changes

    @admin.display(description=_("counted signatures"))
    def signatures(self, channel: Channel) -> int:
        """Say what the channel has brought."""
        return cast(int, cast(Any, channel).brought)

    @admin.display(description=_("link"))
    def link(self, channel: Channel) -> str:
        """Give the link, for letters and slides."""
        return address_of(channel, language=settings.LANGUAGE_CODE) if channel.pk else "–"

    @admin.display(description=_("posters"))
    def posters(self, channel: Channel) -> SafeString | str:
        """Lead to the posters, in each language and size."""
        if not channel.pk:
            return "–"
        pages = [
            (reverse("admin:signatures_channel_poster", args=[channel.pk, paper, language]), words)
            for language, _name in settings.LANGUAGES
            for paper in PAPERS
            for words in [f"{paper.upper()} {language}"]
        ]
        return format_html("{}", format_html_join(" · ", '<a href="{}">{}</a>', pages))

    def get_urls(self) -> list[URLPattern]:
        """Add the posters."""
        page = self.admin_site.admin_view(require_safe(self.poster))
        address = "<int:pk>/poster-<slug:paper>-<slug:language>.pdf"
        return [path(address, page, name="signatures_channel_poster"), *super().get_urls()]

    def poster(self, request: HttpRequest, pk: int, paper: str, language: str) -> HttpResponse:
        """Hand out one poster."""
        channel = Channel.objects.select_related("appeal").filter(pk=pk).first()
        if not self.has_view_permission(request, channel):
            raise PermissionDenied
        if channel is None or paper not in PAPERS or language not in dict(settings.LANGUAGES):
            raise Http404
        answer = HttpResponse(
            poster(channel, paper=paper, language=language), content_type="application/pdf"
        )
        name = f"{channel.code}-{paper}-{language}.pdf"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


desk_link(
    Task.PUBLISH,
    _("Channels: links, QR codes, posters"),
    "admin:signatures_channel_changelist",
    "signatures.view_channel",
)
