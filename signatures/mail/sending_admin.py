"""How fast mail leaves, and the switch that stops it, at the desk."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.audited import AuditedAdmin
from accounts.desk_links import Task, desk_link
from accounts.lists import BoundedList
from signatures.mail import pacing, switch
from signatures.models import SendingPace, SendingStop

_PACES, _STOPS = (
    "admin:signatures_sendingpace_changelist",
    "admin:signatures_sendingstop_changelist",
)
_STOP = "signatures.stop_mail"


@admin.register(SendingPace)
class SendingPaceAdmin(AuditedAdmin):
    """Mails a minute for each provider."""

    list_display = ("name", "domain_list", "per_minute", "start_per_minute")
    actions = ("warm_up_again",)

    @admin.display(description=_("domains"))
    def domain_list(self, pace: SendingPace) -> str:
        """Give the domains of a provider."""
        return ", ".join(pace.domains) or gettext("each other domain")

    def save_model(self, request: HttpRequest, obj: SendingPace, form: Any, change: Any) -> None:
        """Let the new pace hold at once, for mails that wait for their moment too."""
        pacing.change_pace(obj)

    @admin.action(description=_("Begin every warm-up again"), permissions=["change"])
    def warm_up_again(self, request: HttpRequest, _queryset: Any) -> None:
        """For a new relay or a new sender, whom no provider knows."""
        pacing.warm_up_again()
        messages.success(request, gettext("Every provider is at its first day again."))


@admin.register(SendingStop)
class SendingStopAdmin(BoundedList):
    """The switch: adding a stop stops the mail, a button resumes it; the list is its history."""

    list_display = ("stopped_at", "stopped_by", "reason", "resumed_at", "resumed_by")
    list_select_related = ("stopped_by", "resumed_by")
    fields = ("reason",)
    ordering = ("-stopped_at",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may use the switch sees when it was used."""
        return bool(request.user.has_perm(_STOP))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Say who may stop the mail."""
        return bool(request.user.has_perm(_STOP))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was done stays on record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was done stays on record."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the button that resumes."""
        resume = self.admin_site.admin_view(self.resume)
        own = path("resume/", resume, name="signatures_sendingstop_resume")
        return [own, *super().get_urls()]

    def save_model(self, request: Any, obj: SendingStop, form: Any, change: Any) -> None:
        """Stop the mail; a second click changes nothing."""
        try:
            obj.pk = switch.stop_sending(by=request.user, reason=obj.reason).pk
        except switch.AlreadyStoppedError:
            messages.warning(request, gettext("Somebody else has stopped the mail already."))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave it to the record of acts, which has it already."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Go to the list, where the banner says that it holds."""
        return HttpResponseRedirect(reverse(_STOPS))

    @method_decorator(require_POST)
    def resume(self, request: Any) -> HttpResponse:
        """Let mail leave again; a second click changes nothing."""
        if not request.user.has_perm(_STOP):
            return HttpResponse(status=403)
        if switch.resume_sending(by=request.user):
            messages.success(request, gettext("Mail leaves again."))
        return HttpResponseRedirect(reverse(_STOPS))


desk_link(Task.ANSWER, _("Stop or resume all mail"), _STOPS, _STOP)
desk_link(Task.ANSWER, _("Pace of sending"), _PACES, "signatures.view_sendingpace")
