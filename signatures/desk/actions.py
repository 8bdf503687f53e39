"""The decisions at the desk, as admin actions: each is one call into `desk.moderation`."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from signatures.desk import moderation
from signatures.enums import InvalidationReason
from signatures.models import Signature

SAMPLE = 20


class DecisionForm(ActionForm):
    """The bar above the list: the action, and a note for the colleagues."""

    reason = forms.CharField(required=False, max_length=250, label=_("Note"))


class InvalidationForm(forms.Form):
    """Why signatures leave the count; the public sees the reason, not the note."""

    why = forms.ChoiceField(choices=InvalidationReason, label=_("Public reason"))
    reason = forms.CharField(required=False, max_length=250, label=_("Note"))


class ModerationActions(admin.ModelAdmin[Signature]):
    """Approve, hide, hold, invalidate, reinstate; for a list or from one page."""

    action_form = DecisionForm
    actions = ("approve", "hide", "hold", "invalidate", "reinstate")

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """Say who may use the actions."""
        return bool(request.user.has_perm("signatures.moderate_signature"))

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
        form = InvalidationForm(
            request.POST if "why" in request.POST else None,
            initial={"reason": request.POST.get("reason", "")},
        )
        if form.is_valid():
            why = InvalidationReason(form.cleaned_data["why"])
            return self._decide(request, queryset, moderation.invalidate, why=why)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Invalidate signatures"),
            "opts": self.opts,
            "form": form,
            "sample": queryset[:SAMPLE],
            "number": queryset.order_by()[: moderation.MOST_AT_ONCE].count(),
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "back_to": request.POST.get("back_to", ""),
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/signatures/signature/invalidate.html", context)

    def _decide(
        self,
        request: HttpRequest,
        queryset: QuerySet[Signature],
        verb: Callable[..., int],
        **arguments: Any,
    ) -> HttpResponse | None:
        """Call the verb and say what it did, on the list or on the page it came from."""
        user = cast(User, request.user)
        reason = request.POST.get("reason", "")
        try:
            number = verb(queryset, by=user, reason=reason, **arguments)
        except moderation.TooManyError:
            most = moderation.MOST_AT_ONCE
            messages.error(request, _("More than %d at once: narrow the list first.") % most)
        except moderation.NotReinstatableError:
            messages.error(
                request, _("Not reinstated: this address has another verified signature.")
            )
        else:
            text = ngettext(
                "%d signature: decision recorded.", "%d signatures: decision recorded.", number
            )
            messages.success(request, text % number)
        if request.POST.get("back_to", "").isdigit():
            page = reverse("admin:signatures_signature_change", args=[request.POST["back_to"]])
            return HttpResponseRedirect(page)
        return None
