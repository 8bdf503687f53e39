"""Invalidating a wave at the desk: conditions, counted preview, progress, undo."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.choices import flatten_choices
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.desk_links import Task, desk_link
from accounts.lists import BoundedList
from accounts.own_page import OwnPage
from accounts.permissions import permitted
from appeal.publishing import category_labels
from appeal.titles import NamesAppeals, titled, with_titles
from signatures.desk import invalidation
from signatures.desk.columns import EMAIL_PERMISSION
from signatures.desk.conditions import ABOUT_ADDRESSES, NAMES, EmptyConditionError, of_finding
from signatures.desk.conditions import cleaned as cleaned_conditions
from signatures.desk.filters import current_language, finding_of
from signatures.desk.moderation import PERMISSION
from signatures.enums import InvalidationReason
from signatures.models import Invalidation


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(
        attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
    )
    return forms.DateTimeField(label=label, required=False, widget=widget)


class WaveForm(forms.Form):
    """Which signatures, and why; all conditions that are filled in must hold."""

    appeal = forms.ModelChoiceField(titled().order_by("-is_featured", "-pk"), label=_("Appeal"))
    name_contains = forms.CharField(
        required=False, max_length=120, label=_("Name or organisation contains the words")
    )
    name_equals = forms.CharField(required=False, max_length=120, label=_("Name is exactly"))
    email_domain = forms.CharField(required=False, max_length=120, label=_("Mail domain"))
    address = forms.CharField(required=False, max_length=254, label=_("Email address"))
    category = forms.ChoiceField(required=False, label=_("Category"))
    country = forms.RegexField(r"^[A-Za-z]{2}$", required=False, label=_("Country (two letters)"))
    channel = forms.CharField(required=False, max_length=40, label=_("Channel"))
    message = forms.CharField(required=False, max_length=500, label=_("Message is exactly"))
    signed_after = _moment(_("Signed from (time)"))
    signed_before = _moment(_("Signed until (time)"))
    created_from = _day(_("Signed from"))
    created_to = _day(_("Signed until"))
    verified_from = _day(_("Verified from"))
    verified_to = _day(_("Verified until"))
    network_key = forms.RegexField(
        r"^(?:[0-9a-f]{2}){8,64}$", required=False, label=_("Network key (hexadecimal)")
    )
    why = forms.ChoiceField(
        choices=[("", "–"), *InvalidationReason.for_people()], label=_("Public reason")
    )
    note = forms.CharField(
        required=False,
        max_length=250,
        label=_("Note"),
        help_text=_("For the colleagues; it stays at the desk."),
    )

    def __init__(self, *args: Any, by_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["category"])
        field.choices = [("", "–"), *categories()]
        if not by_address:
            for name in ABOUT_ADDRESSES:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse what would be every signature."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned_conditions(self.conditions())
            except EmptyConditionError as error:
                raise forms.ValidationError(
                    _("Fill in at least one condition: without any, it would be everybody."),
                    code="empty",
                ) from error
        return cleaned

    def conditions(self) -> dict[str, Any]:
        """Give what was filled in."""
        return {name: self.cleaned_data.get(name) for name in NAMES}


def categories() -> list[tuple[str, Any]]:
    """Offer the categories; those of several appeals under the title of each."""
    groups = [
        (
            str(appeal),
            [
                (str(pk), label)
                for pk, (_code, label) in category_labels(appeal, current_language()).items()
            ],
        )
        for appeal in titled().order_by("-is_featured", "-pk")
    ]
    return list(groups[0][1]) if len(groups) == 1 else groups


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10  # noqa: PLR2004 -- fits an integer


def in_words(conditions: dict[str, Any], *, by_address: bool) -> list[tuple[str, str]]:
    """Name stored conditions as the form does, with what stands in them.

    Args:
        conditions: of a wave; nothing of them is left once its signatories were erased.
        by_address: whether the reader may see addresses.
    """
    fields = WaveForm(by_address=True).fields
    labels = dict(flatten_choices(cast(Any, fields["category"]).choices))
    words = {name: str(value) for name, value in conditions.items() if name in fields}
    if "category" in words:
        words["category"] = str(labels.get(words["category"], words["category"]))
    if not by_address:
        words |= dict.fromkeys(words.keys() & ABOUT_ADDRESSES, "…")
    return [(str(fields[name].label), value) for name, value in words.items()]


@admin.register(Invalidation)
class InvalidationAdmin(OwnPage, NamesAppeals, BoundedList):
    """Ask, look at what would go, start, follow, undo."""

    own_page = "admin:signatures_invalidation_wave"
    list_display = ("__str__", "appeal", "previewed", "requested_by", "created_at")
    list_select_related = ("requested_by",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who moderates."""
        return bool(request.user.has_perm(PERMISSION))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who moderates."""
        return bool(request.user.has_perm(PERMISSION))

    has_module_permission = has_add_permission

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was decided stays on record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was decided stays on record."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Put our pages before Django's."""
        view = self.admin_site.admin_view
        return [
            path("add/", view(self.ask), name="signatures_invalidation_add"),
            path("<int:pk>/", view(require_safe(self.wave)), name="signatures_invalidation_wave"),
            path(
                "<int:pk>/undo/", view(require_POST(self.undo)), name="signatures_invalidation_undo"
            ),
            *super().get_urls(),
        ]

    def ask(self, request: HttpRequest) -> HttpResponse:
        """Take the conditions; show the preview; start what was previewed.

        From a finding of the hourly look they are filled in, and counted at once.
        """
        user = permitted(request, PERMISSION)
        by_address = user.has_perm(EMAIL_PERMISSION)
        found = self._found(request, by_address=by_address)
        form = WaveForm(request.POST or None, by_address=by_address, initial=found)
        preview = invalidation.preview(found["appeal"], found) if found else None
        if request.method == "POST" and form.is_valid():
            appeal = form.cleaned_data["appeal"]
            seen = [request.POST.get(name, "") for name in ("newest", "number")]
            if "start" in request.POST and all(map(_is_number, seen)):
                newest, number = map(int, seen)
                wave = invalidation.start(
                    appeal,
                    conditions=form.conditions(),
                    newest=newest,
                    previewed=number,
                    why=InvalidationReason(form.cleaned_data["why"]),
                    note=form.cleaned_data["note"],
                    by=user,
                )
                return redirect("admin:signatures_job_progress", wave.job_id)
            preview = invalidation.preview(appeal, form.conditions())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Take a wave out of the count"),
            "opts": self.opts,
            "form": form,
            "preview": preview,
            "typed": [(name, request.POST.get(name, "")) for name in form.fields],
        }
        return TemplateResponse(request, "admin/signatures/invalidation/ask.html", context)

    def wave(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one invalidation, its jobs, and the button that undoes it."""
        user = permitted(request, PERMISSION)
        wave = self._wave(pk)
        context = {
            **self.admin_site.each_context(request),
            "title": str(wave),
            "opts": self.opts,
            "wave": wave,
            "conditions": in_words(wave.conditions, by_address=user.has_perm(EMAIL_PERMISSION)),
            "may_undo": invalidation.may_be_undone(wave),
            "outcome": invalidation.INVALIDATE.describe(wave.job) if wave.job else "",
            "undone": invalidation.UNDO.describe(wave.undo_job) if wave.undo_job else "",
        }
        return TemplateResponse(request, "admin/signatures/invalidation/wave.html", context)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Undo, and follow how far it is."""
        user = permitted(request, PERMISSION)
        try:
            job = invalidation.start_undo(self._wave(pk), by=user)
        except invalidation.NotUndoableError:
            messages.error(request, _("There is nothing to undo any more."))
            return redirect("admin:signatures_invalidation_wave", pk)
        return redirect("admin:signatures_job_progress", job.pk)

    def _found(self, request: HttpRequest, *, by_address: bool) -> dict[str, Any]:
        """Give the conditions of the finding that `?unusual=` names; none without it."""
        chosen = request.GET.get("unusual", "")
        if request.method == "POST" or not chosen:
            return {}
        finding = finding_of(chosen)
        try:
            conditions = of_finding(finding) if finding else {}
        except EmptyConditionError:
            conditions = {}
        if finding is None or not conditions:
            raise Http404
        if not by_address and not conditions.keys().isdisjoint(ABOUT_ADDRESSES):
            raise PermissionDenied
        return {"appeal": finding.appeal, **conditions}

    def _wave(self, pk: int) -> Invalidation:
        rows = Invalidation.objects.select_related("job", "undo_job", "requested_by")
        return get_object_or_404(with_titles(rows), pk=pk)


desk_link(
    Task.MODERATE,
    _("Take a wave out of the count, or put it back"),
    "admin:signatures_invalidation_changelist",
    PERMISSION,
)
