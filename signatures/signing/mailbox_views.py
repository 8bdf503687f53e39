"""What a mailbox opens to confirm, or to say “not me”. GET shows, POST acts (R-01)."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appeal.publishing import current_letter
from appeal.views import page_language
from signatures.enums import SignatureStatus
from signatures.figures.ordinals import raised_ordinal
from signatures.figures.own_channels import colleagues_channel
from signatures.mail.opened import note_opened
from signatures.models import Signature
from signatures.models.clock import request_now
from signatures.sharing.links import sharing
from signatures.signing import confirm, my_signature, withdraw
from signatures.signing.code import WrongCodeError, confirm_by_code
from signatures.signing.forms import WRONG_CODE, CodeForm
from signatures.signing.mailbox_pages import (
    link_ended,
    mailbox_page,
    see_other,
    signature_context,
)
from signatures.signing.problems import (
    already_signed,
    appeal_closed,
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


@mailbox_page
def confirm_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is about to be confirmed; the button confirms it, once."""
    now = request_now(request)
    try:
        handle = read(purpose=Purpose.CONFIRM, token=token, now=now)
        if request.method == "POST":
            confirm.confirm_signature(handle=handle, now=now)
            return see_other("signatures:confirm", token=token)
        signature = confirm.find_to_confirm(handle, now)
    except TokenExpiredError as error:
        return _expired(request, error.handle, now)
    except (TokenInvalidError, confirm.UnknownSignatureError):
        return link_unknown(request)
    except confirm.RefusedError as error:
        return _refused(request, error)
    if request.method == "GET" and signature.status == SignatureStatus.PENDING:
        note_opened(signature)  # in memory, roughly: a GET writes nothing
    template = (
        "signatures/signing/confirmed.html"
        if signature.status == SignatureStatus.VERIFIED
        else "signatures/signing/confirm.html"
    )
    context = signature_context(signature, token, now)
    return render(request, template, {**context, **_thanks(signature, now)})


@mailbox_page
def confirm_code(request: HttpRequest) -> HttpResponse:
    """Take the address and the six digits, typed by hand."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        now = request_now(request)
        try:
            handle = confirm_by_code(**form.cleaned_data, now=now)
        except WrongCodeError:
            form.add_error("code", WRONG_CODE)
        except confirm.RefusedError as error:
            return _refused(request, error)
        else:
            token = mint(purpose=Purpose.CONFIRM, handle=handle, expires_at=now + LINK_LIFETIME)
            return see_other("signatures:confirm", token=token)
    status = 422 if form.is_bound else 200
    return render(request, "signatures/signing/code.html", {"form": form}, status=status)


@mailbox_page
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """“I did not ask for this”: in two steps, because machines open links."""
    now = request_now(request)
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


def _refused(request: HttpRequest, error: confirm.RefusedError) -> HttpResponse:
    match error:
        case confirm.AlreadySignedError():
            return already_signed(request, error.appeal)
        case confirm.ConfirmationClosedError():
            return appeal_closed(request, error.appeal)
        case _:
            return taken_out(request, error.appeal)


def _expired(request: HttpRequest, handle: UUID, now: datetime) -> HttpResponse:
    signature = my_signature.own_signature(handle)
    if signature is not None and signature.status == SignatureStatus.VERIFIED:
        return already_signed(request, signature.appeal)
    return link_ended(request, handle, now)


def _thanks(signature: Signature, now: datetime) -> dict[str, object]:
    """Give what the page after the confirmation says besides: the place, and links to share."""
    letter = current_letter(signature.appeal, page_language())
    channel = colleagues_channel(signature.category.code)
    return {
        "place": raised_ordinal(signature.ordinal, page_language()) if signature.ordinal else "",
        "sharing": sharing(signature.appeal, letter, now=now, channel=channel),
    }
