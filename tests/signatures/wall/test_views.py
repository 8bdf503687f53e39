"""The wall over HTTP."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal.enums import AppealState
from appeal.models import Appeal
from signatures.enums import Display
from signatures.models import FeaturedSignatory
from signatures.page_cache import pages
from signatures.wall.public import PAGE_SIZE
from tests.factories import make_appeal, make_signature
from tests.signatures.signing.pages import Page

WALL = "/fr/appeals/appel/signatories/"

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7|add:7 }}",
    "{% debug %}",
    "&lt;b&gt;",
    "javascript:alert(1)",
]


def test_wall_shows_who_wants_to_be_shown(client: Client, appeal: Appeal) -> None:
    make_signature(appeal, first_name="Suzie", last_name="Lefèvre", city="Montpellier")
    make_signature(appeal, first_name="Olga", last_name="Petrova", display=Display.INITIALS)
    make_signature(appeal, first_name="Ivan", last_name="Caché", display=Display.HIDDEN)

    page = Page(client.get(WALL))

    assert "Suzie Lefèvre" in page.text
    assert "Montpellier" in page.text
    assert "O. P." in page.text
    assert [name for name in ("Petrova", "Ivan", "Caché") if name in page.text] == []


def test_wall_shows_no_address_and_no_message(client: Client, appeal: Appeal) -> None:
    make_signature(appeal, email="secret@campus.example", message="Entre nous")

    content = client.get(WALL).content.decode()

    assert [text for text in ("secret", "campus", "Entre nous") if text in content] == []


@pytest.mark.parametrize(("language", "label"), [("fr", "Étudiantes"), ("en", "Students")])
def test_wall_speaks_the_language_of_its_address(
    client: Client, appeal: Appeal, language: str, label: str
) -> None:
    make_signature(appeal)

    page = Page(client.get(WALL.replace("fr", language, 1)))

    assert (page.language, label in page.text) == (language, True)


def test_search_keeps_what_was_looked_for(client: Client, appeal: Appeal) -> None:
    make_signature(appeal, last_name="Lefèvre")
    make_signature(appeal, last_name="Dupont")

    page = Page(client.get(WALL, {"q": "lefevre", "category": "student"}))

    assert "Suzie Lefèvre" in page.text
    assert "Dupont" not in page.text
    assert (page.values["q"], page.values["category"]) == ("lefevre", "student")


def test_search_without_a_hit_says_so(client: Client, appeal: Appeal) -> None:
    make_signature(appeal, last_name="Lefèvre")

    page = Page(client.get(WALL, {"q": "nobody"}))

    assert "Lefèvre" not in page.text
    assert page.heading


def test_next_page_keeps_the_search_and_leads_through_all(client: Client, appeal: Appeal) -> None:
    for number in range(PAGE_SIZE + 2):
        make_signature(appeal, last_name="Martin", first_name=f"A{number:03d}")
        make_signature(appeal, last_name="Dupont")

    first = Page(client.get(WALL, {"q": "martin", "category": "student"}))
    [further] = [link for link in first.links if "after=" in link]
    second = Page(client.get(WALL + further))

    seen = [
        f"A{number:03d}" for page in (first, second) for number in range(PAGE_SIZE + 2)
        if f"A{number:03d} Martin" in page.text
    ]  # fmt: skip
    assert seen == [f"A{number:03d}" for number in range(PAGE_SIZE + 2)]
    assert "Dupont" not in first.text + second.text
    assert [link for link in second.links if "rel=next" in link] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(client: Client, appeal: Appeal, text: str) -> None:
    """The form refuses most of these; the page trusts no row for that."""
    make_signature(appeal, last_name=text[:80], organisation=text, job_title=text, city=text)

    responses = [client.get(WALL, {"q": text, "category": text, "after": text}), client.get(WALL)]

    for response in responses:
        page = Page(response)
        assert (page.scripts, page.handlers) == (0, set())
    assert " ".join(text.split()) in Page(responses[1]).text


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?category=%00",
        "?after=%00",
        "?after=%00~00000000000000000000000000000000",
        "?q=%ff%fe",
        "?q=" + "x" * 5_000,
        "?after=" + "x" * 5_000,
        "?q=a&q=b",
        "?unknown=1",
        "?q[]=1",
    ],
)
def test_strange_questions_get_a_page(client: Client, appeal: Appeal, query: str) -> None:
    make_signature(appeal)

    assert client.get(WALL + query).status_code == 200


def test_wall_of_an_appeal_that_is_not_public_is_not_found(client: Client, appeal: Appeal) -> None:
    make_appeal(slug="draft", is_featured=False, state=AppealState.DRAFT)
    Appeal.objects.create(slug="unwritten", state=AppealState.OPEN)

    for slug in ("nowhere", "draft", "unwritten"):
        assert client.get(f"/fr/appeals/{slug}/signatories/").status_code == 404


def test_wall_costs_the_same_however_many_sign(client: Client, appeal: Appeal) -> None:
    make_signature(appeal)
    with CaptureQueriesContext(connection) as with_one:
        client.get(WALL)

    for _ in range(2):
        make_signature(appeal)
    pages.clear()
    with CaptureQueriesContext(connection) as with_three:
        client.get(WALL)

    assert len(with_three) == len(with_one) > 0


def test_first_page_comes_from_memory_and_a_search_does_not(client: Client, appeal: Appeal) -> None:
    for path in (WALL, f"{WALL}?q=curie"):
        client.get(path)

    with CaptureQueriesContext(connection) as again:
        first = client.get(WALL)
    with CaptureQueriesContext(connection) as searched:
        client.get(f"{WALL}?q=curie")

    assert not again.captured_queries
    assert searched.captured_queries
    assert first["X-Robots-Tag"] == "noindex"


def test_first_page_begins_with_organisations_and_featured_signatories(
    client: Client, appeal: Appeal
) -> None:
    featured = make_signature(appeal, first_name="Zoé", last_name="Zénith")
    FeaturedSignatory.objects.create(signature=featured, title="Chercheuse")
    for number in range(PAGE_SIZE + 1):
        make_signature(appeal, last_name=f"Abricot{number:03d}")

    first = client.get(WALL).content.decode()
    searched = client.get(WALL, {"q": "abricot"}).content.decode()

    assert first.index("Zoé Zénith") < first.index("Abricot000")
    assert "Zoé Zénith" not in searched
