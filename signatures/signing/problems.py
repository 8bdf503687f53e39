"""One page for each thing that can be in the way, saying what to do next."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from appeal.models import Appeal


def problem_page(
    request: HttpRequest,
    *,
    status: int,
    title: str,
    advice: str,
    appeal: Appeal | None = None,
    next_step: str = "",
    **context: object,
) -> HttpResponse:
    """Answer with a page that says what happened and what to do.

    Args:
        request: the visitor's.
        status: of the answer.
        title: what happened, in a few words.
        advice: what to do next, in a sentence.
        appeal: whose name the page bears and to which it leads; by default the featured one.
        next_step: which form or link the page offers: "resend", "code", "manage", "erase",
            "sign" or none.
        context: what that form needs.
    """
    response = render(
        request,
        "signatures/signing/problem.html",
        {"title": title, "advice": advice, "appeal": appeal, "next_step": next_step, **context},
        status=status,
    )
    response["Cache-Control"] = "no-store"
    return response


def appeal_closed(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """Tell who confirms too late that nothing was published."""
    return problem_page(
        request,
        status=410,
        title=_("This appeal is closed"),
        advice=_(
            "It closed more than a day ago, so this signature can no longer be confirmed. "
            "Nothing was published, and what you typed will be erased."
        ),
        appeal=appeal,
    )


def taken_out(request: HttpRequest, appeal: Appeal | None, *, token: str = "") -> HttpResponse:
    """Tell the owner of an invalidated signature what became of it.

    Args:
        request: the visitor's.
        appeal: under which it was.
        token: opens the owner's page, on which what names the owner can be erased; empty
            for a link that may not, or when nothing does any more.
    """
    return problem_page(
        request,
        status=410,
        title=_("This signature was taken out of the count"),
        advice=_("Write to the organisers if you think that this is a mistake."),
        appeal=appeal,
        next_step="erase" if token else "",
        token=token,
    )


def taken_out_and_erased(request: HttpRequest, appeal: Appeal | None) -> HttpResponse:
    """Tell who has had an invalidated signature erased, or lets time do it, that it is."""
    return problem_page(
        request,
        status=410,
        title=_("Everything that named you is erased"),
        advice=_(
            "This signature had been taken out of the count. The public is told that one was, "
            "and why; nothing says any more whose it was."
        ),
        appeal=appeal,
    )


def anonymised(request: HttpRequest, appeal: Appeal | None) -> HttpResponse:
    """Tell who comes after the end of the appeal's clock that no name is left (R-63)."""
    return problem_page(
        request,
        status=410,
        title=_("Everything that named you is erased"),
        advice=_(
            "This appeal is over, and the time for which it keeps names has ended. The figure "
            "still counts what was counted; nothing says any more whose it was."
        ),
        appeal=appeal,
    )


def not_open(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """Tell who signs an appeal that takes no signatures."""
    return problem_page(
        request,
        status=409,
        title=_("This appeal takes no signatures at the moment"),
        advice=_("The appeal’s page says when it was open and how many people signed."),
        appeal=appeal,
    )


def link_too_old(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """Offer a new mail to who opens a link after its time."""
    return problem_page(
        request,
        status=410,
        title=_("This link is too old"),
        advice=_("Links work for seven days. Type your address and we send you a new one."),
        appeal=appeal,
        next_step="resend",
    )


def nothing_left(request: HttpRequest, appeal: Appeal | None, now: datetime) -> HttpResponse:
    """Tell who opens a link after its time that there is nothing to send a new one for.

    Only the mailbox had the link: this is no answer to a typed address (R-03).
    """
    return problem_page(
        request,
        status=410,
        title=_("Nothing is left of this signature"),
        advice=_(
            "What is not confirmed is erased after 14 days, and what is withdrawn, at once. "
            "There is no new link to send."
        ),
        appeal=appeal,
        next_step="sign" if appeal is None or appeal.may_be_signed(now) else "",
    )


def link_unknown(request: HttpRequest) -> HttpResponse:
    """Say what to try with a link that is cut off, made up, or of a signature that is gone."""
    return problem_page(
        request,
        status=404,
        title=_("We do not know this link"),
        advice=_(
            "It may be cut off: copy the whole address from the email, or type the six-digit code. "
            "If you withdrew, or said that it was not you, there is nothing left to open."
        ),
        next_step="code",
    )


def already_signed(request: HttpRequest, appeal: Appeal) -> HttpResponse:
    """Lead who confirms a second time to the first signature."""
    return problem_page(
        request,
        status=200,
        title=_("You have signed already"),
        advice=_(
            "A signature of this address is counted, once. To see or change what is shown of "
            "you, ask for the link to your signature."
        ),
        appeal=appeal,
        next_step="manage",
    )
