"""The pages for organisations: their form, the list, and what their mailbox opens."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from appeal.models import Appeal
from appeal.publishing import may_be_confirmed, text_in
from appeal.views import appeal_or_404, letter_or_404, page_language
from signatures.bodies import own
from signatures.bodies.code import confirm_body_by_code
from signatures.bodies.forms import BodyForm, BodySubmission
from signatures.bodies.request import ask_to_sign
from signatures.enums import BodyState
from signatures.figures import counting
from signatures.mail.nudge import wake_outbox
from signatures.models.clock import database_now
from signatures.organisations.known import known_names
from signatures.page_cache import BRIEFLY, pages
from signatures.signing.code import WrongCodeError
from signatures.signing.confirm import AlreadySignedError, ConfirmationClosedError
from signatures.signing.form_token import make_form_token
from signatures.signing.forms import WRONG_CODE, CodeForm
from signatures.signing.mailbox_pages import mailbox_page, see_other, withdrawn
from signatures.signing.origin import same_origin
from signatures.signing.problems import (
    anonymised,
    appeal_closed,
    link_too_old,
    link_unknown,
    not_open,
    nothing_left,
    problem_page,
)
from signatures.signing.sign import NotOpenError
from signatures.tokens import (
    LINK_LIFETIME,
    Purpose,
    TokenExpiredError,
    TokenInvalidError,
    mint,
    read,
)
from signatures.wall.bodies import bodies_page


@same_origin
@require_http_methods(["GET", "HEAD", "POST"])
def sign_body(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form for organisations, and take it: the same answer always (R-03)."""
    if request.method == "POST":
        return _take(request, slug)

    def page() -> bytes:
        appeal = appeal_or_404(slug)
        return _render_form(request, appeal, BodyForm(appeal=appeal)).encode()

    name = f"sign-body:{slug}:{page_language()}"
    return pages.respond(request, name, page, "text/html; charset=utf-8")


def _take(request: HttpRequest, slug: str) -> HttpResponse:
    appeal = appeal_or_404(slug)
    form = BodySubmission(request.POST, appeal=appeal)
    if not form.is_valid() or form.version is None:
        body = _render_form(request, appeal, form, form.token if form.version else "")
        response = HttpResponse(body, status=422)
        response["Cache-Control"] = "no-store"
        return response
    if not form.looks_automated:  # else the same answer, and nothing happens
        try:
            ask_to_sign(
                appeal=appeal,
                version=form.version,
                entry=form.entry(page_language()),
                form_key=form.key(),
                now=database_now(),
            )
        except NotOpenError:
            return not_open(request, appeal)
        wake_outbox()
    after = reverse("signatures:body_sent", kwargs={"slug": slug})
    return HttpResponse(status=303, headers={"Location": after})


@require_safe
def body_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what happens next; the same for everybody."""
    appeal = appeal_or_404(slug)
    context = {
        "appeal": appeal,
        "letter": letter_or_404(appeal),
        "sender": settings.DEFAULT_FROM_EMAIL,
    }
    response = render(request, "signatures/bodies/sent.html", context)
    response["Cache-Control"] = BRIEFLY
    return response


@require_safe
def bodies(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the organisations that have signed, with their logos."""
    appeal = appeal_or_404(slug)
    language = page_language()
    after = request.GET.get("after", "")[:400]
    context = {
        "appeal": appeal,
        "letter": letter_or_404(appeal),
        "page": bodies_page(appeal, language=language, after=after),
        "organisations": counting.bodies(appeal),
    }
    response = render(request, "signatures/bodies/bodies.html", context)
    response["Cache-Control"] = BRIEFLY
    return response


@mailbox_page
def body(request: HttpRequest, token: str) -> HttpResponse:
    """Show an organisation's signature to its representative: confirm, withdraw, disown."""
    now = database_now()
    try:
        handle = read(purpose=Purpose.BODY, token=token, now=now)
    except TokenInvalidError:
        return link_unknown(request)
    except TokenExpiredError as error:
        return _link_ended(request, error.handle, now)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    before = own.own_body(handle) if act == "withdraw" else None
    if act == "not-me":
        own.disown_body(handle=handle, now=now)
        return render(request, "signatures/signing/not_me_done.html")
    try:
        if act == "confirm":
            own.confirm_body(handle=handle, now=now)
        elif act == "withdraw":
            own.withdraw_body(handle=handle, now=now)
    except ConfirmationClosedError as error:
        return appeal_closed(request, error.appeal)
    except AlreadySignedError as error:
        return _confirmed_already(request, error.appeal)
    if act in ("confirm", "withdraw"):
        query = {"appeal": before.appeal.slug} if before else None
        return see_other("signatures:body", query=query, token=token)
    found = own.own_body(handle)
    if found is None:
        return _gone(request, handle)
    context = {
        "body": found,
        "appeal": found.appeal,
        "may_be_signed": found.appeal.may_be_signed(now),
        "letter": text_in(found.version, page_language()),
        "token": token,
        "asks": act,
        "is_waiting": found.state == BodyState.PENDING,
    }
    return render(request, "signatures/bodies/body.html", context)


@mailbox_page
def body_code(request: HttpRequest) -> HttpResponse:
    """Take a representative's address and the six digits of the mail, typed by hand."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        now = database_now()
        try:
            handle = confirm_body_by_code(**form.cleaned_data, now=now)
        except WrongCodeError:
            form.add_error("code", WRONG_CODE)
        except ConfirmationClosedError as error:
            return appeal_closed(request, error.appeal)
        except AlreadySignedError as error:
            return _confirmed_already(request, error.appeal)
        else:
            token = mint(purpose=Purpose.BODY, handle=handle, expires_at=now + LINK_LIFETIME)
            return see_other("signatures:body", token=token)
    status = 422 if form.is_bound else 200
    return render(request, "signatures/bodies/code.html", {"form": form}, status=status)


def _link_ended(request: HttpRequest, handle: UUID, now: datetime) -> HttpResponse:
    found = own.own_body(handle)
    if found is None and own.is_anonymised(handle):
        return anonymised(request, own.appeal_of(handle))
    if found is None:
        return nothing_left(request, own.appeal_of(handle), now)
    if found.state == BodyState.PENDING and not may_be_confirmed(found.appeal, now):
        return appeal_closed(request, found.appeal)
    return link_too_old(request, found.appeal)


def _gone(request: HttpRequest, handle: UUID) -> HttpResponse:
    if own.is_anonymised(handle):
        return anonymised(request, own.appeal_of(handle))
    return withdrawn(request)


def _confirmed_already(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    return problem_page(
        request,
        status=200,
        title=_("You have confirmed for this organisation already"),
        advice=_("The organisers check the mandate once; nothing more is needed."),
        appeal=appeal,
    )


def _render_form(request: HttpRequest, appeal: Appeal, form: BodyForm, form_token: str = "") -> str:
    letter = letter_or_404(appeal)
    context = {
        "appeal": appeal,
        "letter": letter,
        "is_open": appeal.may_be_signed(database_now()),
        "form": form,
        "known_organisations": known_names(appeal, page_language()),
        "form_token": form_token or make_form_token(letter.version.pk, again=form.is_bound),
    }
    return render_to_string("signatures/bodies/sign_body.html", context, request)
