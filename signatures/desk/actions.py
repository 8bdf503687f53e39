"""The decisions at the desk, as admin actions: each is one call into `desk.moderation`."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format, localize, number_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from signatures.desk import deciding, moderation
from signatures.desk.deciding import Decided, TooManyError
from signatures.desk.reasons import reason_words, reasons_of
from signatures.desk.release import is_watched
from signatures.enums import InvalidationReason, ModerationStatus
from signatures.models import Signature

NAMED = 20


class DecisionForm(ActionForm):
    """The bar above the list: the action, and a note for the colleagues."""

    reason = forms.CharField(required=False, max_length=250, label=_("Note"))


class InvalidationForm(forms.Form):
    """Why signatures leave the count; the public sees the reason, not the note."""

    why = forms.ChoiceField(
        choices=[("", "–"), *InvalidationReason.for_people()], label=_("Public reason")
    )
    reason = forms.CharField(
        required=False,
        max_length=250,
        label=_("Note"),
        help_text=_("For the colleagues; it stays at the desk."),
    )
    # Whoever signs while the reason is being chosen is not among those that were seen.
    newest = forms.IntegerField(widget=forms.HiddenInput)


class ModerationActions(admin.ModelAdmin[Signature]):
    """Approve, hide, hold, invalidate, reinstate; for a list or from one page."""

    action_form = DecisionForm
    actions = ("approve", "hide", "hold", "invalidate", "reinstate")
    change_form_template = "admin/signatures/signature/change_form.html"

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """Say who may use the actions."""
        return bool(request.user.has_perm(moderation.PERMISSION))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the buttons of the decisions to who may use them."""
        context["may_moderate"] = self.has_moderate_permission(request)
        signature = context["original"]
        if signature and signature.moderation == ModerationStatus.HELD:
            reasons = reasons_of([signature.pk]).get(signature.pk, [])
            context["reasons"] = [reason_words(reason) for reason in reasons]
            context["is_watched"] = is_watched(signature)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description=_("Approve: counted and shown"), permissions=["moderate"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Signature]) -> HttpResponse | None:
        """Approve the selected signatures."""
        return self._decide(request, queryset, moderation.approve)

    @admin.action(description=_("Hide: counted, not shown"), permissions=["moderate"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Signature]) -> HttpResponse | None:
        """Hide the selected signatures."""
        return self._decide(request, queryset, moderation.hide)

    @admin.action(description=_("Hold: neither counted nor shown"), permissions=["moderate"])
    def hold(self, request: HttpRequest, queryset: QuerySet[Signature]) -> HttpResponse | None:
        """Hold the selected signatures."""
        return self._decide(request, queryset, moderation.hold)

    @admin.action(description=_("Reinstate: undo an invalidation"), permissions=["moderate"])
    def reinstate(self, request: HttpRequest, queryset: QuerySet[Signature]) -> HttpResponse | None:
        """Take invalidations back."""
        return self._decide(request, queryset, moderation.reinstate)

    @admin.action(description=_("Invalidate: out of the count"), permissions=["moderate"])
    def invalidate(
        self, request: HttpRequest, queryset: QuerySet[Signature]
    ) -> HttpResponse | None:
        """Ask for the public reason, then invalidate the selected signatures."""
        form = InvalidationForm(request.POST if "why" in request.POST else None)
        if form.is_valid():
            why = InvalidationReason(form.cleaned_data["why"])
            seen = queryset.filter(pk__lte=form.cleaned_data["newest"])
            return self._decide(request, seen, moderation.invalidate, why=why)
        try:
            selection = moderation.invalidable(queryset)
        except TooManyError:
            self._too_many(request)
            return None
        form.initial = {"reason": request.POST.get("reason", ""), "newest": selection.newest}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Invalidate signatures"),
            "opts": self.opts,
            "form": form,
            "number": selection.number,
            "named": selection.signatures[:NAMED],
            "unnamed": selection.number - NAMED,
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "back_to": request.POST.get("back_to", ""),
            "filters": request.POST.get("filters", ""),
            "back": _page_it_came_from(request) or request.get_full_path(),
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/signatures/signature/invalidate.html", context)

    def _decide(
        self,
        request: HttpRequest,
        queryset: QuerySet[Signature],
        verb: Callable[..., Decided],
        **arguments: Any,
    ) -> HttpResponse | None:
        """Call the verb and say what it did, on the list or on the page it came from."""
        user = cast(User, request.user)
        reason = request.POST.get("reason", "")
        try:
            decided = verb(queryset, by=user, reason=reason, **arguments)
        except TooManyError:
            self._too_many(request)
        except moderation.NotReinstatableError:
            messages.error(
                request, _("Not reinstated: this address has another verified signature.")
            )
        else:
            say_what_was_decided(request, decided)
        page = _page_it_came_from(request)
        return HttpResponseRedirect(page) if page else None

    def _too_many(self, request: HttpRequest) -> None:
        most = number_format(deciding.MOST_AT_ONCE, force_grouping=True)
        messages.error(request, _("More than %s at once: narrow the list first.") % most)


def say_what_was_decided(request: HttpRequest, decided: Decided) -> None:
    """Say on the next page what a decision did, and what it left alone and why."""
    if not (decided.number or decided.watched or decided.overtaken):
        messages.warning(request, _("Nothing was changed."))
    if decided.number:
        text = ngettext(
            "%s signature: decision recorded.", "%s signatures: decision recorded.", decided.number
        )
        messages.success(request, text % localize(decided.number))
    if decided.watched:
        text = ngettext(
            "%s signature stays held: the name is on the watch-list. It is released by a recorded "
            "proof and a second person, from its page.",
            "%s signatures stay held: the names are on the watch-list. They are released by a "
            "recorded proof and a second person, from their pages.",
            decided.watched,
        )
        messages.warning(request, text % localize(decided.watched))
    for newer in decided.overtaken:
        values = {
            "signature": newer.signature,
            "who": newer.decided_by or _("a rule"),
            "decision": newer.get_decision_display(),
            "time": date_format(localtime(newer.decided_at), "TIME_FORMAT"),
        }
        sentence = _("%(signature)s: left as it is. %(who)s decided “%(decision)s” at %(time)s.")
        messages.warning(request, sentence % values)


def _page_it_came_from(request: HttpRequest) -> str:
    """Give the address of the signature's page, when the decision was made there."""
    pk = request.POST.get("back_to", "")
    if not pk.isdecimal():
        return ""
    page = reverse("admin:signatures_signature_change", args=[pk])
    filters = urlencode(QueryDict(request.POST.get("filters", "")).dict())
    return f"{page}?{filters}" if filters else page
