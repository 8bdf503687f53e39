"""The outbox at the desk: what waits, what went wrong and why."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.desk_links import Task, desk_link
from accounts.lists import BoundedList
from signatures.mail import outbox
from signatures.models import OutboundEmail


@admin.register(OutboundEmail)
class OutboundEmailAdmin(BoundedList):
    """Look, and send again what was given up."""

    list_display = ("about_whom", "kind", "state", "attempts", "due_at", "last_error")
    # Each state has its index; a filter by kind would read the whole table for a rare one.
    list_filter = ("state",)
    list_select_related = ("signature", "body")
    fields = (*list_display, "created_at", "sent_at")
    actions = ("send_again",)

    @admin.display(description=_("signature"))
    def about_whom(self, email: OutboundEmail) -> str:
        """Name the person, or the organisation."""
        return str(email.about)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Mails are promised by what signatories do."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Their state is the outbox's to change."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Promises are not deleted."""
        return False

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Say who may send again."""
        return bool(request.user.has_perm("signatures.resend_email"))

    @admin.action(description=_("Send again what was given up"), permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboundEmail]) -> None:
        """Put dead and bounced mails back into the queue."""
        number = outbox.revive(queryset)
        text = ngettext(
            "%s mail is in the queue again.", "%s mails are in the queue again.", number
        )
        messages.success(request, text % localize(number))


desk_link(
    Task.ANSWER,
    _("Where is my mail? The mail desk"),
    "mail_desk:desk",
    "signatures.answer_signatories",
)
_LIST, _SEE = "admin:signatures_outboundemail_changelist", "signatures.view_outboundemail"
desk_link(Task.ANSWER, _("Mails that are waiting, sent or refused"), _LIST, _SEE)
