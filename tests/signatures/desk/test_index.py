"""The first page of the desk: where the appeals stand, for who may see figures."""

import pytest

from appeal.models import Appeal
from tests.factories import make_appeal, make_signature
from tests.staff import GROUPS, make_staff, signed_in

FILES = ["figures/", "figures.csv", "figures.json", "figures.svg"]
MAY_SEE_FIGURES = {"administrator", "organiser", "exporting organiser", "moderator", "press"}
MAY_SEE_SIGNATURES = MAY_SEE_FIGURES - {"press"}
REVIEW = "/staff/signatures/signature/?moderation__exact=held"


@pytest.mark.parametrize("role", GROUPS)
def test_each_role_finds_its_way(appeal: Appeal, role: str) -> None:
    make_signature(appeal, last_name="Secret", moderation="held")

    page = signed_in(make_staff(role)).get("/staff/").text

    figures = role in MAY_SEE_FIGURES
    assert [f"/en/appeals/appel/{name}" in page for name in FILES] == [figures] * 4
    assert ("For responsible AI" in page) == figures
    assert (REVIEW in page) == (role in MAY_SEE_SIGNATURES)
    assert ("What you can do" in page) == figures
    assert "Secret" not in page


@pytest.mark.parametrize("role", GROUPS)
def test_what_waits_is_told_to_who_works_on_it(appeal: Appeal, role: str) -> None:
    make_signature(appeal, moderation="held")

    page = signed_in(make_staff(role)).get("/staff/").text

    assert ("Held signatures" in page) == (role in MAY_SEE_SIGNATURES)
    assert ("Mails to be sent" in page) == (role in MAY_SEE_SIGNATURES - {"moderator"})


def test_one_of_several_appeals_can_be_looked_at(appeal: Appeal) -> None:
    make_appeal(slug="autre", is_featured=False)
    desk = signed_in(make_staff("press"))

    assert "/en/appeals/appel/figures/" in desk.get("/staff/").text
    assert "/en/appeals/autre/figures/" in desk.get("/staff/?appeal=autre").text
    assert "/en/appeals/appel/figures/" in desk.get("/staff/?appeal=nonsense").text


def test_figures_lead_to_pages_in_the_language_of_the_desk(appeal: Appeal) -> None:
    page = signed_in(make_staff("press"), "fr").get("/staff/").text

    assert "/fr/appeals/appel/figures.csv" in page
    assert "Pour une IA responsable" in page


def test_a_desk_without_an_appeal_says_so(db: None) -> None:
    page = signed_in(make_staff("press")).get("/staff/").text

    assert "No appeal is published" in page


@pytest.mark.parametrize(("role", "named"), [("press", False), ("moderator", True)])
def test_codes_of_few_people_are_named_to_who_sees_signatures_alone(
    appeal: Appeal, role: str, *, named: bool
) -> None:
    for code in ("affiche", "affiche", "affiche", "affiche", "affiche", "salle-c"):
        make_signature(appeal, channel=code)

    page = signed_in(make_staff(role)).get("/staff/").text

    assert "affiche" in page
    assert ("salle-c" in page) == named
    assert ("other codes, together" in page) != named
