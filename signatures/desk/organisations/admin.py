"""The records of organisations at the desk, and the page on which spellings are merged."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.audited import AuditedAdmin
from accounts.desk_links import Task, desk_link
from accounts.lists import BoundedList
from accounts.models import User
from signatures.desk.organisations.forms import DomainForm, OrganisationForm
from signatures.desk.organisations.rechecking import request_recheck
from signatures.desk.search import with_words
from signatures.models import Organisation, OrganisationDomain, OrganisationSpelling, Signature
from signatures.organisations import merging
from signatures.organisations.records import keep_in_step

desk_link(
    Task.IMPORT,
    _("Organisations, their domains and spellings"),
    "admin:signatures_organisation_changelist",
    "signatures.view_organisation",
)
SPELLINGS_SHOWN = 100
MERGES_SHOWN = 20


class DomainInline(admin.TabularInline[OrganisationDomain, Organisation]):
    """The mail domains that are the organisation's own."""

    model = OrganisationDomain
    form = DomainForm
    extra = 1


@admin.register(Organisation)
class OrganisationAdmin(AuditedAdmin, BoundedList):
    """Names, domains, logo; and which spellings mean this organisation."""

    form = OrganisationForm
    list_display = ("name", "kind", "domains_shown", "siren", "ror")
    list_filter = ("kind",)
    search_fields = ("search_key",)
    fields = ("name", "english_name", "kind", "siren", "ror", "logo_shown", "logo_file")
    readonly_fields = ("logo_shown",)
    inlines: ClassVar = [DomainInline]
    change_form_template = "admin/signatures/organisation/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        """Fetch the domains once for a page, not once for a row."""
        return super().get_queryset(request).prefetch_related("domains").select_related("logo")

    def get_fields(self, request: HttpRequest, obj: Organisation | None = None) -> Any:
        """Offer to take a logo away where there is one."""
        return (*self.fields, "remove_logo") if obj and obj.logo_id else self.fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Organisation], search_term: str
    ) -> tuple[QuerySet[Organisation], bool]:
        """Look for words anywhere in the names, without accents or capitals."""
        return with_words(queryset, "search_key", search_term), False

    def has_delete_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        """A record can go while no signature is of it."""
        if obj is None or not super().has_delete_permission(request, obj):
            return False
        return not Signature.objects.filter(verified_organisation=obj).exists()

    @admin.display(description=_("mail domains"))
    def domains_shown(self, organisation: Organisation) -> str:
        """List them in one cell."""
        return ", ".join(domain.domain for domain in organisation.domains.all())

    @admin.display(description=_("logo now"))
    def logo_shown(self, organisation: Organisation) -> str:
        """Show the logo as the public sees it."""
        logo = organisation.logo
        if logo is None:
            return "–"
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="" class="logo-shown">',
            logo.url,
            str(logo.width),
            str(logo.height),
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Keep spellings in step with names, and signatures with domains."""
        before = set(form.instance.domains.values_list("domain", flat=True))
        super().save_related(request, form, formsets, change)
        keep_in_step(form.instance)
        now = set(form.instance.domains.values_list("domain", flat=True))
        self._recheck(request, sorted(before ^ now))

    def _recheck(self, request: HttpRequest, domains: list[str]) -> None:
        job = request_recheck(domains, by=cast(User, request.user))
        if job is None:
            return
        page = reverse("admin:signatures_job_progress", args=[job.pk])
        link = format_html('<a href="{}">{}</a>', page, _("how far"))
        told = gettext("The signatures from these domains are being looked at again: {}.")
        messages.info(request, format_html(told, link))

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the spellings."""
        page = path(
            "<int:pk>/spellings/",
            self.admin_site.admin_view(self.spellings_view),
            name="signatures_organisation_spellings",
        )
        return [page, *super().get_urls()]

    def spellings_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what may mean this organisation; merge what was chosen, after a preview."""
        organisation = get_object_or_404(Organisation, pk=pk)
        if not self.has_change_permission(request, organisation):
            raise PermissionDenied
        here = reverse("admin:signatures_organisation_spellings", args=[pk])
        chosen = [int(one) for one in request.POST.getlist("spelling") if one.isdecimal()]
        if request.method == "POST" and "undo" in request.POST:
            self._undo(request, organisation)
            return redirect(here)
        if request.method == "POST" and "merge" in request.POST:
            self._merge(request, organisation, chosen)
            return redirect(here)
        words = request.GET.get("q", "")[:160]
        own = organisation.spellings.order_by("-pk")[:SPELLINGS_SHOWN]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Spellings of %s") % organisation,
            "opts": self.opts,
            "organisation": organisation,
            "own": merging.counted(own),
            "suggested": merging.suggestions(organisation, words),
            "merges": organisation.merges.select_related("merged_by").order_by("-pk")[
                :MERGES_SHOWN
            ],
            "chosen": merging.counted(
                OrganisationSpelling.objects.filter(pk__in=chosen).order_by("key")
            ),
            "words": words,
        }
        template = "admin/signatures/organisation/spellings.html"
        return TemplateResponse(request, template, context)

    def _merge(self, request: HttpRequest, organisation: Organisation, chosen: list[int]) -> None:
        try:
            done = merging.merge(organisation, chosen, by=cast(User, request.user))
        except merging.NothingToMergeError:
            messages.warning(request, _("Nothing was chosen that is not this record’s already."))
            return
        number = len(done.before)
        text = ngettext("%s spelling was merged.", "%s spellings were merged.", number)
        messages.success(request, text % localize(number))

    def _undo(self, request: HttpRequest, organisation: Organisation) -> None:
        merge_id = request.POST["undo"][:18]
        number = merging.undo(organisation, int(merge_id)) if merge_id.isdecimal() else 0
        text = ngettext(
            "%s spelling is back where it was.", "%s spellings are back where they were.", number
        )
        messages.success(request, text % localize(number))
