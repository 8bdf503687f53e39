"""The mail desk under `/staff/mail/`."""

from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from signatures.desk.columns import EMAIL_PERMISSION
from signatures.helpdesk.forms import SearchForm
from signatures.helpdesk.overview import overview
from signatures.helpdesk.resend import resend, write_again
from signatures.helpdesk.story import find, tell_story
from signatures.mail.links import LinkOutcome
from signatures.mail.nudge import wake_outbox
from signatures.models import Signature
from signatures.models.clock import database_now

SEE = "signatures.answer_signatories"
RESEND = "signatures.resend_email"

type View = Callable[..., HttpResponse]


def desk_page(permission: str) -> Callable[[View], View]:
    """Keep a page for the staff who hold a permission, and out of every cache."""

    def decorate(view: View) -> View:
        @never_cache
        @admin.site.admin_view
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


@require_safe
@desk_page(SEE)
def desk(request: HttpRequest) -> HttpResponse:
    """Show how mail fares."""
    return _page(request, "desk", _("Mail desk"), overview=overview(database_now()))


@require_POST
@desk_page(SEE)
def search(request: HttpRequest) -> HttpResponse:
    """Find whom a letter speaks of; one match opens at once."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(reverse("mail_desk:desk"))
    found = find(form.cleaned_data["who"])
    if len(found.signatures) == 1:
        return HttpResponseRedirect(reverse("mail_desk:story", args=[found.signatures[0].pk]))
    return _page(request, "found", _("Where is my mail?"), found=found, form=form)


@require_safe
@desk_page(SEE)
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer "where is my mail?" for one signatory."""
    signature = get_object_or_404(Signature.objects.select_related("appeal"), pk=pk)
    return _page(
        request,
        "story",
        _("Where is my mail?"),
        story=tell_story(signature, database_now()),
        may_see_address=request.user.has_perm(EMAIL_PERMISSION),
    )


@require_POST
@desk_page(RESEND)
def send_again(request: HttpRequest) -> HttpResponse:
    """Send the chosen signatories their link, within the limits."""
    chosen = [int(pk) for pk in request.POST.getlist("signature") if pk.isdecimal()]
    _say(request, resend(chosen, now=database_now()))
    wake_outbox()
    back = reverse("mail_desk:story", args=chosen) if len(chosen) == 1 else None
    return HttpResponseRedirect(back or reverse("mail_desk:desk"))


@require_POST
@desk_page(RESEND)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Write again to an address that had come back."""
    if write_again(get_object_or_404(Signature, pk=pk)):
        messages.success(request, _("The address may get mail again."))
    return HttpResponseRedirect(reverse("mail_desk:story", args=[pk]))


def _say(request: HttpRequest, outcomes: Counter[LinkOutcome]) -> None:
    """Say what became of each, in as few sentences as there are outcomes."""
    queued, capped = outcomes[LinkOutcome.QUEUED], outcomes[LinkOutcome.CAPPED]
    suppressed, nothing = outcomes[LinkOutcome.SUPPRESSED], outcomes[LinkOutcome.NOTHING]
    if queued:
        text = ngettext("%d mail is in the queue.", "%d mails are in the queue.", queued)
        messages.success(request, text % queued)
    if capped:
        text = ngettext(
            "%d address had its share of mails: three a day, five in all.",
            "%d addresses had their share of mails: three a day, five in all.",
            capped,
        )
        messages.warning(request, text % capped)
    if suppressed:
        text = ngettext(
            "%d address gets no mail: see why on its page.",
            "%d addresses get no mail: see why on their pages.",
            suppressed,
        )
        messages.warning(request, text % suppressed)
    if nothing:
        text = ngettext(
            "%d signature was withdrawn or invalidated: there is nothing to send.",
            "%d signatures were withdrawn or invalidated: there is nothing to send.",
            nothing,
        )
        messages.warning(request, text % nothing)


def _page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    context.setdefault("form", SearchForm())
    context["may_resend"] = request.user.has_perm(RESEND)
    context |= {**admin.site.each_context(request), "title": title}
    return TemplateResponse(request, f"admin/mail/{name}.html", context)
