"""What a mailbox opens: confirm, “not me”, my signature. GET shows, POST acts (R-01)."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appeal.publishing import current_letter, text_in
from appeal.views import appeal_or_404, page_language
from signatures.enums import Display, SignatureStatus
from signatures.figures import counting
from signatures.mail.nudge import wake_outbox
from signatures.mail.opened import note_opened
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.signing import confirm, my_signature, withdraw
from signatures.signing.forms import CodeForm, DisplayForm, EmailForm
from signatures.signing.origin import same_origin
from signatures.signing.problems import (
    already_signed,
    appeal_closed,
    link_too_old,
    link_unknown,
    taken_out,
)
from signatures.tokens import (
    LINK_LIFETIME,
    Purpose,
    TokenExpiredError,
    TokenInvalidError,
    mint,
    read,
)
from signatures.wall.public import shown_name

type MailboxView = Callable[..., HttpResponse]


def mailbox_page(view: MailboxView) -> MailboxView:
    """Keep a page with a token in its address out of caches, logs of others and indexes."""
    checked = same_origin(require_http_methods(["GET", "HEAD", "POST"])(view))

    @wraps(checked)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = checked(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@mailbox_page
def confirm_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is about to be confirmed; the button confirms it, once."""
    now = database_now()
    try:
        handle = read(purpose=Purpose.CONFIRM, token=token, now=now)
        if request.method == "POST":
            confirm.confirm_signature(handle=handle, now=now)
            return _see_other("signatures:confirm", token=token)
        signature = confirm.find_signature(handle)
    except TokenExpiredError as error:
        return _expired(request, error.handle)
    except (TokenInvalidError, confirm.UnknownSignatureError):
        return link_unknown(request)
    except confirm.AlreadySignedError:
        return already_signed(request, my_signature.own_signature(handle))
    except confirm.ConfirmationClosedError:
        return appeal_closed(request)
    except confirm.InvalidatedError:
        return taken_out(request)
    if request.method == "GET" and signature.status == SignatureStatus.PENDING:
        note_opened(signature)  # in memory, roughly: a GET writes nothing
    template = (
        "signatures/signing/confirmed.html"
        if signature.status == SignatureStatus.VERIFIED
        else "signatures/signing/confirm.html"
    )
    return render(request, template, _signature_context(signature, token))


@mailbox_page
def confirm_code(request: HttpRequest) -> HttpResponse:
    """Take the address and the six digits, typed by hand."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            now = database_now()
            try:
                handle = confirm.find_by_code(
                    email=form.cleaned_data["email"], code=form.cleaned_data["code"], now=now
                )
                confirm.confirm_signature(handle=handle, now=now)
            except (confirm.WrongCodeError, confirm.UnknownSignatureError):
                form.add_error(
                    "code",
                    _("This code does not fit this address, or is too old. Check both."),
                )
            except confirm.AlreadySignedError:
                return already_signed(request, my_signature.own_signature(handle))
            except confirm.ConfirmationClosedError:
                return appeal_closed(request)
            except confirm.InvalidatedError:
                return taken_out(request)
            else:
                token = mint(purpose=Purpose.CONFIRM, handle=handle, expires_at=now + LINK_LIFETIME)
                return _see_other("signatures:confirm", token=token)
    return render(request, "signatures/signing/code.html", {"form": form}, status=status)


@mailbox_page
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """“I did not ask for this”: in two steps, because machines open links."""
    now = database_now()
    try:
        handle = read(purpose=Purpose.NOT_ME, token=token, now=now)
    except TokenExpiredError as error:
        handle = error.handle  # the wish not to be written to has no date
    except TokenInvalidError:
        return link_unknown(request)
    if request.method == "POST":
        withdraw.disown_signature(handle=handle, now=now)
        return render(request, "signatures/signing/not_me_done.html")
    return render(request, "signatures/signing/not_me.html")


@mailbox_page
def my_signature_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show one's own signature; change what is shown, or withdraw."""
    now = database_now()
    try:
        handle = read(purpose=Purpose.MANAGE, token=token, now=now)
    except TokenExpiredError as error:
        return link_too_old(request, my_signature.own_signature(error.handle))
    except TokenInvalidError:
        return link_unknown(request)
    signature = my_signature.own_signature(handle)
    if signature is None:
        if body := my_signature.body_of(handle):
            later = now + LINK_LIFETIME
            token = mint(purpose=Purpose.BODY, handle=body.handle, expires_at=later)
            return _see_other("signatures:body", token=token)
        if my_signature.is_invalidated(handle):
            return taken_out(request)
        return render(request, "signatures/signing/withdrawn.html")
    if request.method == "POST" and "withdraw" in request.POST:
        if request.POST["withdraw"] != "yes":
            return render(request, "signatures/signing/withdraw.html", {"token": token})
        withdraw.withdraw_signature(handle=handle, now=now)
        return _see_other("signatures:my_signature", token=token)
    form = DisplayForm(
        request.POST if request.method == "POST" else None,
        initial={"display": signature.display, "updates": bool(signature.updates_consented_at)},
    )
    if request.method == "POST" and form.is_valid():
        my_signature.change_display(
            handle=handle,
            display=Display(form.cleaned_data["display"]),
            updates=form.cleaned_data["updates"],
            now=now,
        )
        return _see_other("signatures:my_signature", token=token)
    context = {**_signature_context(signature, token), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "signatures/signing/my_signature.html", context, status=status)


@mailbox_page
def send_links(request: HttpRequest) -> HttpResponse:
    """Send the links again, to whoever reads the mailbox; the page tells nothing (R-03)."""
    form = EmailForm(request.POST if request.method == "POST" else None)
    given = request.POST if request.method == "POST" else request.GET
    slug = given.get("appeal", "").replace("\0", "")
    if form.is_valid():
        appeal = appeal_or_404(slug)
        my_signature.send_links_again(
            email=form.cleaned_data["email"], appeal=appeal, now=database_now()
        )
        wake_outbox()
        return _see_other("signatures:check_your_inbox", slug=appeal.slug)
    context = {"form": form, "appeal_slug": slug}
    status = 422 if form.is_bound else 200
    return render(request, "signatures/signing/send_links.html", context, status=status)


def _signature_context(signature: Signature, token: str) -> dict[str, object]:
    language = page_language()
    return {
        "signature": signature,
        "appeal": signature.appeal,
        "letter": text_in(signature.version, language),
        "current": current_letter(signature.appeal, language),
        "token": token,
        "shown_name": shown_name(
            first_name=signature.first_name,
            last_name=signature.last_name,
            display=signature.display,
        ),
        "total": counting.total(signature.appeal),
    }


def _see_other(route: str, **kwargs: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": reverse(route, kwargs=kwargs)})


def _expired(request: HttpRequest, handle: UUID) -> HttpResponse:
    signature = my_signature.own_signature(handle)
    if signature is not None and signature.status == SignatureStatus.VERIFIED:
        return already_signed(request, signature)
    return link_too_old(request, signature)
