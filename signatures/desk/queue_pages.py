"""The page of the moderation queue: decide, many at once or one by one, and undo."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.desk_links import Task, desk_link
from accounts.models import User
from accounts.permissions import permitted
from signatures.desk import invalidation, moderation, undo
from signatures.desk.actions import say_what_was_decided
from signatures.desk.columns import EMAIL_PERMISSION
from signatures.desk.deciding import Decided
from signatures.desk.queue import PAGE_SIZE, Case, open_proposals, queue_page
from signatures.enums import InvalidationReason
from signatures.models import Signature

_VERBS: dict[str, Callable[..., Decided]] = {
    "approve": moderation.approve,
    "hide": moderation.hide,
    "hold": moderation.hold,
    "invalidate": moderation.invalidate,
}


@dataclass(frozen=True)
class Choice:
    """What a moderator sent: a verb, the signatures, and what was seen of each.

    `following` is the case below the one whose button was pressed: where to go on.
    """

    verb: str
    ids: list[int]
    following: int | None
    seen: dict[int, int]
    note: str
    why: str


def choice(posted: QueryDict) -> Choice:
    """Read a form of the queue; a button of one case names its verb and that case."""
    verb, _colon, one = posted.get("decide", "").partition(":")
    ids = [int(pk) for pk in ([one] if one else posted.getlist("case")) if pk.isdecimal()]
    seen = {pk: int(text) for pk in ids if (text := posted.get(f"seen-{pk}", "")).isdecimal()}
    why = posted.get(f"why-{one}" if one else "why", "")
    shown = [name.removeprefix("seen-") for name in posted if name.startswith("seen-")]
    below = shown[shown.index(one) + 1 :] if one in shown else []
    following = int(below[0]) if below and below[0].isdecimal() else None
    return Choice(verb, ids, following, seen, posted.get("note", "")[:250], why)


@dataclass(frozen=True)
class Shown:
    """A case as the page shows it: ticked, and with a reason, when it comes back refused."""

    case: Case
    is_ticked: bool
    why: str


def shown(case: Case, posted: QueryDict) -> Shown:
    """Give a case with what was sent of it; a tick goes once somebody has decided about it."""
    pk = str(case.signature.pk)
    unchanged = posted.get(f"seen-{pk}") == str(case.seen)
    ticked = unchanged and pk in posted.getlist("case")
    return Shown(case, ticked, posted.get(f"why-{pk}", ""))


class QueuePages(admin.ModelAdmin[Signature]):
    """The queue hangs on the list of signatures."""

    def get_urls(self) -> list[URLPattern]:
        """Put the pages before Django's."""
        view = self.admin_site.admin_view
        return [
            path("queue/", view(self.queue), name="signatures_queue"),
            path("queue/undo/", view(require_POST(self.queue_undo)), name="signatures_queue_undo"),
            *super().get_urls(),
        ]

    def queue(self, request: HttpRequest) -> HttpResponse:
        """Show what waits; take decisions. What is refused comes back as it was typed."""
        user = permitted(request, moderation.PERMISSION)
        after = request.GET.get("after", "")[:80]
        status = 200
        if request.method == "POST":
            chosen = choice(request.POST)
            if self._take_decision(request, user, chosen):
                place = f"#case-{chosen.following}" if chosen.following else ""
                return redirect(f"{request.get_full_path()}{place}")
            status = 422
        last = undo.last_act(user)
        page = queue_page(after=after)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Moderation queue"),
            "opts": self.opts,
            "page": page,
            "cases": [shown(case, request.POST) for case in page.cases],
            "note": request.POST.get("note", ""),
            "why": request.POST.get("why", ""),
            "after": after,
            "proposals": open_proposals(user),
            "reasons": InvalidationReason.for_people(),
            "last": last,
            "last_number": undo.number_of(last.batch) if last and last.batch else 0,
            "may_see_addresses": user.has_perm(EMAIL_PERMISSION),
        }
        template = "admin/signatures/signature/queue.html"
        return TemplateResponse(request, template, context, status=status)

    def queue_undo(self, request: HttpRequest) -> HttpResponse:
        """Undo the last act of this person; an older one, sent again, is not theirs to undo.

        More than a page of the queue was chosen in the list: one key must not undo all of it.
        """
        user = permitted(request, moderation.PERMISSION)
        last = undo.last_act(user)
        if last is None or last.batch is None or str(last.batch) != request.POST.get("batch"):
            messages.error(request, _("There is nothing to undo any more."))
            return redirect("admin:signatures_queue")
        number = undo.number_of(last.batch)
        if number > PAGE_SIZE and "sure" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Undo your last decision"),
                "opts": self.opts,
                "last": last,
                "number": number,
            }
            return TemplateResponse(request, "admin/signatures/signature/undo.html", context)
        job = invalidation.undo_large(last.batch, by=user)
        if job is not None:
            return redirect("admin:signatures_job_progress", job.pk)
        self._say_what_was_undone(request, undo.undo(last.batch, by=user))
        return redirect("admin:signatures_queue")

    def _say_what_was_undone(self, request: HttpRequest, undone: undo.Undone) -> None:
        text = ngettext("%s decision undone.", "%s decisions undone.", undone.number)
        messages.success(request, text % localize(undone.number))
        if undone.left:
            text = ngettext(
                "%s was left as it is: somebody decided about it later.",
                "%s were left as they are: somebody decided about them later.",
                undone.left,
            )
            messages.warning(request, text % localize(undone.left))

    def _take_decision(self, request: HttpRequest, user: User, chosen: Choice) -> bool:
        """Decide and say what was done, or say what is missing; whether it was decided."""
        if chosen.verb not in _VERBS:
            messages.error(request, _("Choose what to do."))
            return False
        if not chosen.ids:
            messages.error(request, _("Select at least one signature."))
            return False
        arguments: dict[str, Any] = {}
        if chosen.verb == "invalidate":
            if chosen.why not in dict(InvalidationReason.for_people()):
                messages.error(request, _("Choose the public reason of the invalidation."))
                return False
            arguments["why"] = InvalidationReason(chosen.why)
        rows = Signature.objects.filter(pk__in=chosen.ids)
        decided = _VERBS[chosen.verb](
            rows, by=user, reason=chosen.note, seen=chosen.seen, **arguments
        )
        say_what_was_decided(request, decided)
        return True


desk_link(
    Task.MODERATE,
    _("Moderation queue"),
    "admin:signatures_queue",
    moderation.PERMISSION,
    is_first=True,
)
