"""What the pages behind a mailed link have in common."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from appeal.models import Appeal
from appeal.publishing import (
    NoAppealError,
    category_labels,
    current_letter,
    published_appeal,
    text_in,
)
from appeal.views import page_language
from signatures.figures import counting
from signatures.models import Signature
from signatures.page_cache import keep_out
from signatures.signing import my_signature
from signatures.signing.confirm import is_too_late
from signatures.signing.origin import same_origin
from signatures.signing.problems import (
    anonymised,
    appeal_closed,
    link_too_old,
    nothing_left,
    taken_out_and_erased,
)
from signatures.wall.featured import featured_as_shown
from signatures.wall.public import as_shown, as_will_be_shown

type MailboxView = Callable[..., HttpResponse]


def mailbox_page(view: MailboxView) -> MailboxView:
    """Keep a page with a token in its address out of caches, logs of others and indexes."""
    checked = same_origin(require_http_methods(["GET", "HEAD", "POST"])(view))

    @wraps(checked)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return keep_out(checked(request, *args, **kwargs))

    return guarded


def signature_context(signature: Signature, token: str, now: datetime) -> dict[str, object]:
    """Give what the pages of one signature show at `now`."""
    language = page_language()
    return {
        "signature": signature,
        "appeal": signature.appeal,
        "may_be_signed": signature.appeal.may_be_signed(now),
        "category": category_labels(signature.appeal, language)[signature.category_id][1],
        "letter": text_in(signature.version, language),
        "current": current_letter(signature.appeal, language),
        "token": token,
        "shown": as_shown(signature, language=language),
        "to_be_shown": as_will_be_shown(signature, language=language),
        "first_shown": featured_as_shown(signature),
        "total": counting.total(signature.appeal),
    }


def link_ended(request: HttpRequest, handle: UUID, now: datetime) -> HttpResponse:
    """Say to what a link that was good once can still lead: a new one, or no more."""
    appeal = my_signature.appeal_of(handle)
    if my_signature.is_anonymised(handle):
        erased = taken_out_and_erased if my_signature.is_invalidated(handle) else anonymised
        return erased(request, appeal)
    if appeal is None or not my_signature.may_ask_again(handle):
        return nothing_left(request, appeal, now)
    own = my_signature.own_signature(handle)
    if own and is_too_late(own, now):
        return appeal_closed(request, appeal)
    return link_too_old(request, appeal)


def appeal_named(slug: str) -> Appeal | None:
    """Find the appeal whose name and colour a page bears, where its address says one."""
    try:
        return published_appeal(slug.replace("\0", "")) if slug else None
    except NoAppealError:
        return None


def withdrawn(request: HttpRequest) -> HttpResponse:
    """Say that nothing is left of a signature; under the name of `?appeal=`."""
    context = {"appeal": appeal_named(request.GET.get("appeal", ""))}
    return render(request, "signatures/signing/withdrawn.html", context)


def see_other(route: str, *, query: dict[str, str] | None = None, **kwargs: str) -> HttpResponse:
    """Lead to another page after a form."""
    return HttpResponse(
        status=303, headers={"Location": reverse(route, kwargs=kwargs, query=query)}
    )
