"""One page for each thing that can be in the way: what happened, and what to do next."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.models.clock import database_now
from signatures.signing.problems import (
    already_signed,
    anonymised,
    appeal_closed,
    link_too_old,
    link_unknown,
    not_open,
    nothing_left,
    problem_page,
    taken_out,
    taken_out_and_erased,
)
from tests.factories import make_appeal
from tests.signatures.signing.pages import Page

type Problem = Callable[[HttpRequest, Appeal], HttpResponse]

OF_AN_APPEAL: list[tuple[str, int, Problem]] = [
    ("This appeal is closed", 410, appeal_closed),
    ("This appeal takes no signatures at the moment", 409, not_open),
    ("This signature was taken out of the count", 410, taken_out),
    ("Everything that named you is erased", 410, taken_out_and_erased),
    ("Everything that named you is erased", 410, anonymised),
    ("This link is too old", 410, link_too_old),
    ("You have signed already", 200, already_signed),
    (
        "Nothing is left of this signature",
        410,
        lambda request, appeal: nothing_left(request, appeal, database_now()),
    ),
]
PROBLEMS: list[tuple[str, int, Problem]] = [
    *OF_AN_APPEAL,
    ("We do not know this link", 404, lambda request, _appeal: link_unknown(request)),
]

# The publisher’s name, the menu, and the page’s own link.
TO_THE_APPEAL = 3


def page_of(response: HttpResponse) -> Page:
    return Page(response)  # type: ignore[arg-type]


@pytest.mark.parametrize(("heading", "status", "problem"), PROBLEMS)
def test_problem_says_what_happened_in_both_languages(
    appeal: Appeal, heading: str, status: int, problem: Problem
) -> None:
    pages = {}
    for language in ("en", "fr"):
        with translation.override(language):
            response = problem(RequestFactory().get("/"), appeal)
        assert (response.status_code, response["Cache-Control"]) == (status, "no-store")
        pages[language] = page_of(response)

    assert (pages["en"].heading, pages["en"].language) == (heading, "en")
    assert pages["fr"].heading not in {heading, ""}
    assert pages["fr"].language == "fr"


@pytest.mark.parametrize("problem", [problem for _heading, _status, problem in OF_AN_APPEAL])
def test_problem_leads_to_its_own_appeal_in_both_languages(
    appeal: Appeal, problem: Problem
) -> None:
    """A form was sent: its page has no address to come back to in the other language."""
    other = make_appeal(slug="other", is_featured=False)

    with translation.override("fr"):
        page = page_of(problem(RequestFactory().post("/"), other))

    assert page.links.count("/fr/appeals/other/") >= TO_THE_APPEAL
    assert "/en/appeals/other/" in page.links
    assert not {"/fr/", "/en/"} & set(page.links)


@pytest.mark.parametrize("problem", [link_too_old, already_signed])
def test_problem_that_a_new_mail_solves_offers_it_for_the_appeal(
    appeal: Appeal, problem: Problem
) -> None:
    page = page_of(problem(RequestFactory().get("/"), appeal))

    assert (page.values["appeal"], page.values["email"]) == ("appel", "")


@pytest.mark.parametrize(("state", "offered"), [(AppealState.OPEN, 1), (AppealState.CLOSED, 0)])
def test_who_has_nothing_left_may_sign_again_while_that_is_possible(
    db: None, state: AppealState, offered: int
) -> None:
    appeal = make_appeal(slug="other", is_featured=False, state=state)

    with translation.override("fr"):
        page = page_of(nothing_left(RequestFactory().get("/"), appeal, database_now()))

    assert page.links.count("/fr/appeals/other/#sign") == offered
    assert "email" not in page.values


def test_who_has_nothing_left_of_no_known_appeal_may_sign_the_featured_one(db: None) -> None:
    with translation.override("fr"):
        page = page_of(nothing_left(RequestFactory().get("/"), None, database_now()))

    assert "/fr/#sign" in page.links
    assert "email" not in page.values


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
