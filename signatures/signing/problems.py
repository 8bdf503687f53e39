"""One page for each thing that can be in the way, saying what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def problem_page(
    request: HttpRequest,
    *,
    status: int,
    title: str,
    advice: str,
    next_step: str = "",
    **context: object,
) -> HttpResponse:
    """Answer with a page that says what happened and what to do.

    Args:
        request: the visitor's.
        status: of the answer.
        title: what happened, in a few words.
        advice: what to do next, in a sentence.
        next_step: which form or link the page offers: "resend", "code", "manage" or none.
        context: what that form needs.
    """
    response = render(
        request,
        "signatures/signing/problem.html",
        {"title": title, "advice": advice, "next_step": next_step, **context},
        status=status,
    )
    response["Cache-Control"] = "no-store"
    return response
