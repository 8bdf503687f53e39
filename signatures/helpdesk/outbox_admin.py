"""The outbox at the desk: what waits, what went wrong and why."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.desk_links import Task, desk_link
from accounts.lists import BoundedList
from accounts.read_only import ReadOnly
from signatures.enums import EmailState
from signatures.helpdesk.words import tell
from signatures.mail import outbox
from signatures.models import OutboundEmail


class StateFilter(admin.SimpleListFilter):
    """By state, and all that did not arrive; each choice has its index."""

    title = _("state")
    parameter_name = "state"
    _failed = "failed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer what went wrong first."""
        return [(self._failed, _("did not arrive")), *EmailState.choices]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[OutboundEmail]
    ) -> QuerySet[OutboundEmail]:
        """Keep those; of a word that is none of these, nothing."""
        chosen = self.value()
        if not chosen:
            return queryset
        if chosen == self._failed:
            return queryset.filter(state__in=(EmailState.BOUNCED, EmailState.DEAD))
        return queryset.filter(state=chosen)


@admin.register(OutboundEmail)
class OutboundEmailAdmin(ReadOnly, BoundedList):
    """Look, and send again what was given up."""

    # Read only: signatories cause mails, and their state is the outbox's to change.

    list_display = ("about_whom", "kind", "state", "attempts", "due_at", "why")
    # No filter by kind: it would read the whole table for a rare one.
    list_filter = (StateFilter,)
    list_select_related = ("signature", "body")
    # The name leads to the story of all mails, which says what to do.
    list_display_links = None
    fields = (*list_display, "created_at", "sent_at")
    actions = ("send_again",)

    @admin.display(description=_("signature"))
    def about_whom(self, email: OutboundEmail) -> str:
        """Name the person, or the organisation, and lead there."""
        page = "mail_desk:story" if email.signature_id else "admin:signatures_bodysignature_change"
        address = reverse(page, args=[email.about.pk])
        return format_html('<a href="{}">{}</a>', address, email.about)

    @admin.display(description=_("what happened"))
    def why(self, email: OutboundEmail) -> str:
        """Say it in words, with the code for who looks after the mail server."""
        if not email.last_error:
            return ""
        words = tell(email).why
        if email.last_error in words:
            return words
        return format_html('{} <span class="quiet">({})</span>', words, email.last_error)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Say who may send again."""
        return bool(request.user.has_perm("signatures.resend_email"))

    @admin.action(description=_("Send again what was given up"), permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboundEmail]) -> None:
        """Put dead and bounced mails back into the queue."""
        failed = queryset.filter(state__in=(EmailState.BOUNCED, EmailState.DEAD)).count()
        number = outbox.revive(queryset)
        if left := failed - number:
            words = ngettext(
                "%s mail stays as it is: its links have ended, or its address gets no mail.",
                "%s mails stay as they are: their links have ended, or their addresses get no"
                " mail.",
                left,
            )
            messages.warning(request, words % localize(left))
        if not number:
            if not failed:
                messages.warning(request, _("Nothing was changed."))
            return
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
