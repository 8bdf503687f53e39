"""The press room at the desk: freeze a figure, and find what was frozen."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.desk_links import Task, desk_link
from accounts.lists import BoundedList
from appeal.publishing import NoAppealError
from appeal.titles import NamesAppeals
from signatures.figures.desk_forms import SnapshotForm
from signatures.figures.embargo import embargo_address, is_under_embargo
from signatures.figures.embargo_desk import lift_page
from signatures.figures.morning_desk import morning_page
from signatures.figures.sentences import sentences
from signatures.figures.snapshots import EmbargoOverError, take_snapshot
from signatures.models import Snapshot
from signatures.models.clock import database_now

_LIST = "admin:signatures_snapshot_changelist"
_VIEW, _TAKE = "signatures.view_snapshot", "signatures.take_snapshot"
_DOSSIER = "signatures.make_dossier"


@admin.register(Snapshot)
class SnapshotAdmin(NamesAppeals, BoundedList):
    """The frozen figures: a list, a page for each, and the button that takes one."""

    list_display = ("taken_at", "appeal", "figure", "reason", "author", "embargo_until", "code")
    list_select_related = ("author",)
    ordering = ("-taken_at", "-pk")
    fields = (
        "figure",
        "appeal",
        "taken_at",
        "reason",
        "author",
        "embargo_until",
        "address",
        "secret_link",
        "to_quote",
        "dossier",
        "sha256",
    )
    readonly_fields = fields

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Lead those to the dossier who may make it."""
        may_make = request.user.has_perm(_DOSSIER)
        return [name for name in self.fields if name != "dossier" or may_make]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The press sees what was frozen, under embargo or not."""
        return bool(request.user.has_perm(_VIEW))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Say who may freeze a figure."""
        return bool(request.user.has_perm(_TAKE))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The database refuses it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The database refuses it."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the pages for the figures by mail and for the end of an embargo."""
        morning = self.admin_site.admin_view(morning_page)
        lift = self.admin_site.admin_view(lift_page)
        return [
            path("mornings/", morning, name="signatures_morning_mail"),
            path("<int:pk>/lift/", lift, name="signatures_snapshot_lift"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: Any, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for the embargo, then freeze.

        Not Django's own page, whose transaction has begun: both languages are to be read at
        one moment.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = SnapshotForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                made = take_snapshot(**form.cleaned_data, by=request.user, now=database_now())
            except EmbargoOverError:
                form.add_error("embargo_until", gettext("This moment has passed."))
            except NoAppealError:
                form.add_error("appeal", gettext("No text of it is published yet."))
            else:
                messages.success(request, gettext("The figure is frozen."))
                return HttpResponseRedirect(
                    reverse("admin:signatures_snapshot_change", args=[made.pk])
                )
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Freeze the figure"),
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/signatures/snapshot/take.html", context)

    @admin.display(description=_("figure"))
    def figure(self, snapshot: Snapshot) -> int:
        """Give the number."""
        return snapshot.total

    @admin.display(description=_("address"))
    def address(self, snapshot: Snapshot) -> str:
        """Give what can be printed and sent."""
        return format_html('<a href="{0}">{0}</a>', settings.SITE_URL + snapshot.get_absolute_url())

    @admin.display(description=_("secret link"))
    def secret_link(self, snapshot: Snapshot) -> str:
        """Give what opens it before its hour; whoever has it can see the figure."""
        if not is_under_embargo(snapshot, now=database_now()):
            return "–"
        return format_html(
            '<a href="{0}">{0}</a><p><a href="{1}">{2}</a></p>',
            settings.SITE_URL + embargo_address(snapshot),
            reverse("admin:signatures_snapshot_lift", args=[snapshot.pk]),
            gettext("Lift the embargo now"),
        )

    @admin.display(description=_("dossier"))
    def dossier(self, snapshot: Snapshot) -> str:
        """Lead to the document for the jury that is made from it."""
        page = reverse("dossier:dossier")
        words = gettext("Make the dossier for the jury")
        return format_html('<a href="{}?snapshot={}">{}</a>', page, snapshot.code, words)

    @admin.display(description=_("to quote"))
    def to_quote(self, snapshot: Snapshot) -> str:
        """Give the sentence in each language, to be copied."""
        return format_html_join("", '<p lang="{}">{}</p>', sentences(snapshot))


desk_link(Task.FIGURES, _("Freeze the figure"), "admin:signatures_snapshot_add", _TAKE)
desk_link(Task.FIGURES, _("Figures that stay"), _LIST, _VIEW)
