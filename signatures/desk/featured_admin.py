"""Featured signatories at the desk: who, in which order, with what beside the name."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.desk_links import Task, desk_link
from accounts.own_page import OwnPage
from accounts.permissions import permitted
from appeal.titles import with_titles
from signatures.desk import featuring
from signatures.desk.portraits import MOST_BYTES, NotAPictureError
from signatures.models import FeaturedSignatory, Signature
from signatures.wall.featured import featured_as_shown, featured_signatories

PERMISSION = "signatures.change_featuredsignatory"


class FeaturedForm(forms.Form):
    """What stands beside the name."""

    title = forms.CharField(required=False, max_length=160, label=_("Title"))
    quote = forms.CharField(
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Quote"),
        help_text=_("Shown once it is approved; a change has to be approved again."),
    )
    portrait = forms.FileField(
        required=False,
        label=_("Portrait"),
        help_text=_("JPEG, PNG or WebP up to 2 MB. It is cut to a square and drawn anew."),
    )

    def clean_portrait(self) -> Any:
        """Refuse large files before they are read."""
        file = self.cleaned_data["portrait"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("The picture is larger than 2 MB."))
        return file


@admin.register(FeaturedSignatory)
class FeaturedAdmin(OwnPage, admin.ModelAdmin[FeaturedSignatory]):
    """One page with all of them, one for each."""

    own_page = "admin:signatures_featured_edit"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A signatory is featured from the page of the signature."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Put our pages before Django's."""
        view = self.admin_site.admin_view
        return [
            path("add/<int:pk>/", view(require_POST(self.feature)), name="signatures_featured_add"),
            path("<int:pk>/", view(self.edit), name="signatures_featured_edit"),
            path("<str:object_id>/change/", view(self.change_view)),  # no act of ours
            path(
                "<int:pk>/<str:act>/", view(require_POST(self.act)), name="signatures_featured_act"
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show all, appeal by appeal, in their order, and whether the public sees them."""
        permitted(request, PERMISSION)
        rows = list(
            with_titles(
                FeaturedSignatory.objects.select_related("signature"), "signature__appeal"
            ).order_by("signature__appeal", "position", "pk")
        )
        appeals = {row.signature.appeal_id: row.signature.appeal for row in rows}
        shown = {one.pk for appeal in appeals.values() for one in featured_signatories(appeal)}
        groups = [
            (appeal, [row for row in rows if row.signature.appeal_id == pk])
            for pk, appeal in appeals.items()
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Featured signatories"),
            "opts": self.opts,
            "groups": groups,
            "shown": shown,
        }
        return TemplateResponse(request, "admin/signatures/featured/list.html", context)

    def feature(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Feature the signatory of a signature."""
        user = permitted(request, PERMISSION)
        try:
            row = featuring.feature(get_object_or_404(Signature, pk=pk), by=user)
        except featuring.NotShownError:
            messages.error(
                request,
                _(
                    "Only people who are verified, not held and shown with their full names are "
                    "featured."
                ),
            )
            return redirect("admin:signatures_signature_change", pk)
        return redirect("admin:signatures_featured_edit", row.pk)

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change title, quote and portrait."""
        user = permitted(request, PERMISSION)
        row = self._row(pk)
        initial = {"title": row.title, "quote": row.quote}
        form = FeaturedForm(request.POST or None, request.FILES or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            cleaned = form.cleaned_data
            try:
                featuring.describe(
                    row,
                    title=cleaned["title"],
                    quote=cleaned["quote"],
                    portrait=cleaned["portrait"] or None,
                    by=user,
                )
            except NotAPictureError:
                form.add_error("portrait", _("This is not a picture that can be used."))
            else:
                messages.success(request, _("Saved."))
                return redirect("admin:signatures_featured_edit", pk)
        context = {
            **self.admin_site.each_context(request),
            "title": str(row),
            "opts": self.opts,
            "row": row,
            "form": form,
            "shown": featured_as_shown(row.signature),
        }
        return TemplateResponse(request, "admin/signatures/featured/edit.html", context)

    def act(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Approve the quote, move, remove; each by a button of its own."""
        user = permitted(request, PERMISSION)
        row = self._row(pk)
        if act == "approve":
            if not featuring.approve_quote(row, quote=request.POST.get("quote", ""), by=user):
                messages.error(request, _("The quote has changed meanwhile: read it again."))
            return redirect("admin:signatures_featured_edit", pk)
        if act == "remove":
            featuring.remove(row, by=user)
        elif act == "place" and (index := request.POST.get("index", "")[:9]).isdecimal():
            moved = "up" if int(index) < row.position else "down"
            featuring.place(row, index=int(index), by=user)
            # On with the same button, for who moves somebody by several places.
            page = reverse("admin:signatures_featuredsignatory_changelist")
            return redirect(f"{page}#{moved}-{pk}")
        return redirect("admin:signatures_featuredsignatory_changelist")

    def _row(self, pk: int) -> FeaturedSignatory:
        return get_object_or_404(
            FeaturedSignatory.objects.select_related("signature__appeal", "quote_approved_by"),
            pk=pk,
        )


desk_link(
    Task.PUBLISH,
    _("Featured signatories"),
    "admin:signatures_featuredsignatory_changelist",
    PERMISSION,
)
