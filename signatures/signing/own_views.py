"""My signature: see it, correct it, take the data away, withdraw, ask for the link (R-64)."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appeal.views import appeals_or_404, page_language
from signatures.mail.nudge import wake_outbox
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.organisations.known import known_names
from signatures.signing import my_signature, own_data, withdraw
from signatures.signing.forms import EmailForm
from signatures.signing.mailbox_pages import (
    appeal_named,
    link_ended,
    mailbox_page,
    see_other,
    signature_context,
    withdrawn,
)
from signatures.signing.own_forms import RevisionForm
from signatures.signing.problems import (
    anonymised,
    link_unknown,
    taken_out,
    taken_out_and_erased,
)
from signatures.signing.revise import ChangedMeanwhileError, as_it_stands, edition, revise
from signatures.tokens import (
    LINK_LIFETIME,
    Purpose,
    TokenExpiredError,
    TokenInvalidError,
    mint,
    read,
)

type OwnView = Callable[[HttpRequest, Signature, str], HttpResponse]


def own_page(view: OwnView) -> Callable[..., HttpResponse]:
    """Open a page to the owner of a signature, or say why it is not there any more."""

    def opened(request: HttpRequest, token: str) -> HttpResponse:
        now = database_now()
        try:
            handle = read(purpose=Purpose.MANAGE, token=token, now=now)
        except TokenExpiredError as error:
            return link_ended(request, error.handle, now)
        except TokenInvalidError:
            return link_unknown(request)
        signature = my_signature.own_signature(handle)
        if signature is not None:
            return view(request, signature, token)
        if body := my_signature.body_of(handle):
            later = now + LINK_LIFETIME
            token = mint(purpose=Purpose.BODY, handle=body.handle, expires_at=later)
            return see_other("signatures:body", token=token)
        erased = my_signature.is_anonymised(handle)
        if my_signature.is_invalidated(handle):
            return _out_of_the_count(request, handle, token, erased=erased)
        if erased:
            return anonymised(request, my_signature.appeal_of(handle))
        return withdrawn(request)

    return opened


def _out_of_the_count(
    request: HttpRequest, handle: UUID, token: str, *, erased: bool
) -> HttpResponse:
    """Say that the organisers took it out, and let its owner have the rest erased."""
    appeal = my_signature.appeal_of(handle)
    if erased:
        return taken_out_and_erased(request, appeal)
    if request.POST.get("withdraw") == "yes":
        withdraw.withdraw_signature(handle=handle, now=database_now())
        return see_other("signatures:my_signature", token=token)
    return taken_out(request, appeal, token=token)


@mailbox_page
@own_page
def my_signature_link(request: HttpRequest, signature: Signature, token: str) -> HttpResponse:
    """Show one's own signature; correct it, change what is shown, or withdraw."""
    if request.method == "POST" and "withdraw" in request.POST:
        if request.POST["withdraw"] != "yes":
            context = signature_context(signature, token, database_now())
            return render(request, "signatures/signing/withdraw.html", context)
        withdraw.withdraw_signature(handle=signature.handle, now=database_now())
        query = {"appeal": signature.appeal.slug}
        return see_other("signatures:my_signature", query=query, token=token)
    sent = request.POST if request.method == "POST" else None
    appeal = signature.appeal
    form = RevisionForm(sent, appeal=appeal, now=as_it_stands(signature), seen=edition(signature))
    overtaken = False
    if form.is_valid():
        try:
            revise(
                handle=signature.handle,
                revision=form.revision(),
                seen=form.cleaned_data["seen"],
                now=database_now(),
            )
        except ChangedMeanwhileError:
            overtaken = True
            signature.refresh_from_db()
            form = form.taken_over(appeal, as_it_stands(signature), edition(signature))
        else:
            return see_other("signatures:my_signature", query={"saved": "1"}, token=token)
    form.offer_organisations(known_names(appeal, page_language()))
    context = {
        **signature_context(signature, token, database_now()),
        "form": form,
        "overtaken": overtaken,
        "saved": "saved" in request.GET,
    }
    status = 409 if overtaken else 422 if form.is_bound else 200
    return render(request, "signatures/signing/my_signature.html", context, status=status)


@mailbox_page
@require_safe
@own_page
def own_data_json(request: HttpRequest, signature: Signature, token: str) -> HttpResponse:
    """Give all that we hold about one person to a program."""
    return _file(own_data.as_json(signature), "application/json", "signature.json")


@mailbox_page
@require_safe
@own_page
def own_data_text(request: HttpRequest, signature: Signature, token: str) -> HttpResponse:
    """Give the same to a reader."""
    return _file(own_data.as_text(signature), "text/plain; charset=utf-8", "signature.txt")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@mailbox_page
def send_links(request: HttpRequest) -> HttpResponse:
    """Send the links again, to whoever reads the mailbox; the page tells nothing (R-03)."""
    form = EmailForm(request.POST if request.method == "POST" else None)
    given = request.POST if request.method == "POST" else request.GET
    slug = given.get("appeal", "").replace("\0", "")
    if form.is_valid():
        appeals = appeals_or_404(slug)
        my_signature.send_all_links_again(
            email=form.cleaned_data["email"], appeals=appeals, now=database_now()
        )
        wake_outbox()
        query = {"links": "1" if slug else "all"}
        return see_other("signatures:check_your_inbox", query=query, slug=appeals[0].slug)
    context = {"form": form, "appeal_slug": slug, "appeal": appeal_named(slug)}
    status = 422 if form.is_bound else 200
    return render(request, "signatures/signing/send_links.html", context, status=status)
