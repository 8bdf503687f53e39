"""One page for each thing that can be in the way: what happened, and what to do next."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from appeal.models import Appeal
from signatures.models import Signature
from signatures.signing.problems import (
    already_signed,
    appeal_closed,
    link_too_old,
    link_unknown,
    problem_page,
    taken_out,
)
from tests.factories import make_signature
from tests.signatures.signing.pages import Page

type Problem = Callable[[HttpRequest, Signature], HttpResponse]

PROBLEMS: list[tuple[str, int, Problem]] = [
    ("This appeal is closed", 410, lambda request, _signature: appeal_closed(request)),
    (
        "This signature was taken out of the count",
        410,
        lambda request, _signature: taken_out(request),
    ),
    ("We do not know this link", 404, lambda request, _signature: link_unknown(request)),
    ("This link is too old", 410, link_too_old),
    ("You have signed already", 200, already_signed),
]


@pytest.fixture
def signature(appeal: Appeal) -> Signature:
    return make_signature(appeal)


def page_of(response: HttpResponse) -> Page:
    return Page(response)  # type: ignore[arg-type]


@pytest.mark.parametrize(("heading", "status", "problem"), PROBLEMS)
def test_problem_says_what_happened_in_both_languages(
    signature: Signature, heading: str, status: int, problem: Problem
) -> None:
    pages = {}
    for language in ("en", "fr"):
        with translation.override(language):
            response = problem(RequestFactory().get("/"), signature)
        assert (response.status_code, response["Cache-Control"]) == (status, "no-store")
        pages[language] = page_of(response)

    assert (pages["en"].heading, pages["en"].language) == (heading, "en")
    assert pages["fr"].heading not in {heading, ""}
    assert pages["fr"].language == "fr"


@pytest.mark.parametrize("problem", [link_too_old, already_signed])
def test_problem_that_a_new_mail_solves_offers_it_for_the_appeal(
    signature: Signature, problem: Problem
) -> None:
    page = page_of(problem(RequestFactory().get("/"), signature))

    assert (page.values["appeal"], page.values["email"]) == ("appel", "")


@pytest.mark.parametrize("problem", [link_too_old, already_signed])
def test_problem_of_a_signature_that_is_gone_offers_a_new_mail_all_the_same(
    db: None, problem: Callable[[HttpRequest, None], HttpResponse]
) -> None:
    page = page_of(problem(RequestFactory().get("/"), None))

    assert "appeal" not in page.values
    assert page.values["email"] == ""


def test_unknown_link_leads_to_the_code(db: None) -> None:
    with translation.override("fr"):
        page = page_of(link_unknown(RequestFactory().get("/")))

    assert "/fr/confirm/" in page.links


def test_problem_shows_what_it_was_given_as_text(db: None) -> None:
    response = problem_page(
        RequestFactory().get("/"), status=409, title="<b>title</b>", advice="<i>advice</i>"
    )

    page = page_of(response)
    assert (response.status_code, page.heading) == (409, "<b>title</b>")
    assert "<i>advice</i>" in page.text
