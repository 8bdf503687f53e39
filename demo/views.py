"""The mail reader of the demo: what would have been sent, as the recipient would see it."""

from collections.abc import Collection, Mapping
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from demo import mailbox

PAGE_SIZE = 50  # mails

# The page around a mail: as strict as the site's policy, with a frame of our own in it.
PAGE_POLICY: Mapping[str, Collection[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# The mail itself: no script, nothing from elsewhere, no form; a click on a link leaves it.
LINKS_ONLY = "allow-top-navigation-by-user-activation"
MAIL_POLICY: Mapping[str, Collection[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": [LINKS_ONLY],
}
# In the frame, a link would open where the site forbids itself to be shown: within.
OPEN_ON_TOP = '<base target="_top">'


@require_safe
@never_cache
def mail_list(request: HttpRequest) -> HttpResponse:
    """List the caught mails, newest first, of one recipient with `?to=`."""
    recipient = request.GET.get("to", "").strip()
    every = mailbox.matching(_directory(), recipient)
    page = Paginator(every, PAGE_SIZE).get_page(request.GET.get("page"))
    mails = mailbox.heads(_directory(), list(page.object_list))
    context = {"page": page, "mails": list(mails), "recipient": recipient}
    return render(request, "demo/mail_list.html", context)


@require_safe
@never_cache
@csp_override(PAGE_POLICY)
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail: its fields, its text, and its HTML in a frame."""
    context = {"mail": _mail_or_404(name), "sandbox": LINKS_ONLY}
    return render(request, "demo/mail_detail.html", context)


@require_safe
@never_cache
@xframe_options_sameorigin
@csp_override(MAIL_POLICY)
def mail_html(_request: HttpRequest, name: str) -> HttpResponse:
    """Give the HTML of a mail as it is, for the frame."""
    html = _mail_or_404(name).html
    if not html:
        raise Http404
    return HttpResponse(OPEN_ON_TOP + html)


@require_safe
@never_cache
def mail_raw(_request: HttpRequest, name: str) -> HttpResponse:
    """Give a mail as it was caught."""
    try:
        content = mailbox.raw(_directory(), name)
    except mailbox.MailMissingError:
        raise Http404 from None
    return HttpResponse(content, content_type="text/plain; charset=utf-8")


def _directory() -> Path:
    if settings.MAIL_DIR is None:
        raise Http404  # not a demo
    return settings.MAIL_DIR


def _mail_or_404(name: str) -> mailbox.Mail:
    try:
        return mailbox.read(_directory(), name)
    except mailbox.MailMissingError:
        raise Http404 from None
