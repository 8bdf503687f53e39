"""The mail desk under `/staff/mail/`."""

from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import permitted
from appeal.titles import with_titles
from signatures.desk.columns import EMAIL_PERMISSION
from signatures.helpdesk.forms import SearchForm
from signatures.helpdesk.overview import OneDomain, one_domain, overview
from signatures.helpdesk.resend import resend, write_again
from signatures.helpdesk.resending import request_resend
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
            permitted(request, permission)
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
    signature = get_object_or_404(with_titles(Signature.objects.all()), pk=pk)
    return _page(
        request,
        "story",
        _("Where is my mail?"),
        story=tell_story(signature, database_now()),
        may_see_address=request.user.has_perm(EMAIL_PERMISSION),
    )


@require_safe
@desk_page(SEE)
def domain(request: HttpRequest, domain: str) -> HttpResponse:
    """Show how the mails of one domain fare."""
    return _page(request, "domain", domain, one=_known(domain))


@require_POST
@desk_page(RESEND)
def send_domain_again(request: HttpRequest, domain: str) -> HttpResponse:
    """Have all of a domain who have not confirmed sent their link again, in the background."""
    job = request_resend(_known(domain).name, by=permitted(request, RESEND))
    return HttpResponseRedirect(reverse("admin:signatures_job_progress", args=[job.pk]))


def _known(domain: str) -> OneDomain:
    known = one_domain(domain, database_now())
    if known is None:
        raise Http404
    return known


@require_POST
@desk_page(RESEND)
def send_again(request: HttpRequest) -> HttpResponse:
    """Send the chosen signatories their link, within the limits."""
    chosen = [int(pk) for pk in request.POST.getlist("signature") if pk.isdecimal()]
    if not chosen:
        messages.error(request, _("Select at least one signature."))
        return HttpResponseRedirect(reverse("mail_desk:desk"))
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
        text = ngettext("%s mail is in the queue.", "%s mails are in the queue.", queued)
        messages.success(request, text % localize(queued))
    if waiting := outcomes[LinkOutcome.WAITING]:
        text = ngettext(
            "%s mail waits in the queue already and leaves by itself.",
            "%s mails wait in the queue already and leave by themselves.",
            waiting,
        )
        messages.info(request, text % localize(waiting))
    if capped:
        text = ngettext(
            "%s address has reached its limit of emails: three a day, five in two months.",
            "%s addresses have reached their limit of emails: three a day, five in two months.",
            capped,
        )
        messages.warning(request, text % localize(capped))
    if suppressed:
        text = ngettext(
            "%s address gets no mail: see why on its page.",
            "%s addresses get no mail: see why on their pages.",
            suppressed,
        )
        messages.warning(request, text % localize(suppressed))
    if nothing:
        text = ngettext(
            "%s signature was withdrawn, invalidated or not confirmed in time: nothing to send.",
            "%s signatures were withdrawn, invalidated or not confirmed in time: nothing to send.",
            nothing,
        )
        messages.warning(request, text % localize(nothing))


def _page(request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
    context.setdefault("form", SearchForm())
    context["may_resend"] = request.user.has_perm(RESEND)
    context |= {**admin.site.each_context(request), "title": title}
    return TemplateResponse(request, f"admin/mail/{name}.html", context)
