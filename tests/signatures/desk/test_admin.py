"""The list and the page of a signature: what each role sees, and what nobody may do."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import lists
from accounts.models import User
from appeal.models import Appeal
from signatures.desk import moderation
from signatures.models import Signature
from tests.factories import make_signature
from tests.staff import GROUPS, make_staff, signed_in

LIST = "/staff/signatures/signature/"
ADDRESS = "zoe.secret@campus.example"
# Role: may see signatures, may see addresses, may take them away.
RIGHTS = {
    "administrator": (True, True, True),
    "organiser": (True, True, False),
    "exporting organiser": (True, True, True),
    "moderator": (True, False, False),
    "press": (False, False, False),
    "nobody": (False, False, False),
}


def pages(row: Signature) -> list[str]:
    """Every address under which the desk shows this signature."""
    return [
        LIST,
        f"{LIST}?q=zoe",
        f"{LIST}?q={ADDRESS}",
        f"{LIST}{row.pk}/change/",
        f"{LIST}{row.pk}/history/",
        f"{LIST}export/",
        "/staff/",
        "/staff/signatures/",
        "/staff/signatures/outboundemail/",
    ]


@pytest.mark.parametrize("role", GROUPS)
def test_each_role_sees_what_it_needs(appeal: Appeal, role: str) -> None:
    row = make_signature(appeal, first_name="Zoé", email=ADDRESS, display="hidden")
    see, see_addresses, export = RIGHTS[role]
    client = signed_in(make_staff(role))

    answers = {page: client.get(page) for page in pages(row)}

    assert answers["/staff/"].status_code == 200
    assert answers[LIST].status_code == (200 if see else 403)
    assert answers[f"{LIST}{row.pk}/change/"].status_code == (200 if see else 403)
    assert answers[f"{LIST}export/"].status_code == (200 if export else 403)
    assert any("Zoé" in answer.text for answer in answers.values()) == see
    shown = [page for page, answer in answers.items() if ADDRESS in answer.text]
    # The search field shows to who typed it what was typed.
    assert shown == ([f"{LIST}?q={ADDRESS}"] if see else []) + (
        [f"{LIST}{row.pk}/change/"] if see_addresses else []
    )


def rows_listed(page: str) -> int:
    return page.count('name="_selected_action"')


def test_a_moderator_finds_nobody_by_address(appeal: Appeal) -> None:
    make_signature(appeal, email=ADDRESS)
    moderator, organiser = signed_in(make_staff("moderator")), signed_in(make_staff("organiser"))

    found = {
        who: rows_listed(client.get(f"{LIST}?q={ADDRESS}").text)
        for who, client in (("moderator", moderator), ("organiser", organiser))
    }

    assert found == {"moderator": 0, "organiser": 1}
    assert "full email address" not in moderator.get(LIST).text
    assert "full email address" in organiser.get(LIST).text


@pytest.mark.parametrize(
    "lookup",
    [
        "email__startswith=z",
        "email=zoe.secret@campus.example",
        "canonical_email__contains=secret",
        "handle__gt=0",
        "decisions__decided_by__email__startswith=o",
        "emails__recipient_key__gt=0",
        "status__in=verified",
        "first_name__exact=Suzie",
    ],
)
def test_the_address_bar_filters_by_nothing_but_the_filters(appeal: Appeal, lookup: str) -> None:
    make_signature(appeal, email=ADDRESS)
    moderator = signed_in(make_staff("moderator"))

    answer = moderator.get(f"{LIST}?{lookup}")

    assert answer.status_code == 400


@pytest.mark.parametrize("query", ["?o=1", "?o=-3.2", "?_facets=True", "?all="])
def test_the_address_bar_neither_sorts_nor_counts_the_table(
    appeal: Appeal, desk: Client, query: str
) -> None:
    names = ["Un", "Deux", "Trois"]
    for name in names:
        make_signature(appeal, last_name=name)

    page = desk.get(f"{LIST}{query}")

    assert re.findall(r">Suzie (\w+)</a>", page.text) == ["Trois", "Deux", "Un"]
    assert "(3)" not in page.text


@pytest.mark.parametrize(
    "query", ["?p=abc", "?p=9999", "?appeal__id__exact=abc", "?_to_field=email"]
)
def test_nonsense_in_the_address_is_no_error_of_ours(
    appeal: Appeal, desk: Client, query: str
) -> None:
    make_signature(appeal)

    assert desk.get(f"{LIST}{query}").status_code in (200, 302, 400)


def test_nobody_adds_changes_or_deletes(appeal: Appeal) -> None:
    row = make_signature(appeal, last_name="Exemple")
    administrator = signed_in(make_staff("administrator"))
    page = f"{LIST}{row.pk}/change/"

    answers = [
        administrator.get(f"{LIST}add/"),
        administrator.post(page, {"last_name": "Autre"}),
        administrator.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}),
    ]

    row.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert row.last_name == "Exemple"


def test_the_page_tells_the_history(appeal: Appeal, desk: Client, olga: User) -> None:
    row = make_signature(appeal)
    only = Signature.objects.filter(pk=row.pk)
    before = desk.get(f"{LIST}{row.pk}/change/").text
    moderation.hold(only, by=None, reason="liste de veille")
    moderation.approve(only, by=olga, reason="preuve <vue>")

    after = desk.get(f"{LIST}{row.pk}/change/").text

    assert "Nothing was decided yet." in before
    history = after[after.index('id="decisions-group"') :]
    cells = [cell.strip() for cell in re.findall(r"<td>(.*?)</td>", history, re.DOTALL)]
    assert [cells[1:5], cells[6:10]] == [
        ["approved", "Olga", "preuve &lt;vue&gt;", "verified, held"],
        ["held", "a rule", "liste de veille", "verified, unreviewed"],
    ]


def test_the_list_costs_the_same_for_one_and_for_many(appeal: Appeal, desk: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            desk.get(LIST)
        return len(seen)

    make_signature(appeal)
    one = queries()
    for _number in range(5):
        make_signature(appeal, category=appeal.categories.get(code="citizen"))

    assert queries() == one


def test_more_than_the_list_shows_is_said_and_not_offered_for_selection(
    appeal: Appeal, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(3):
        make_signature(appeal)
    monkeypatch.setattr(lists, "MOST_LISTED", 2)
    monkeypatch.setattr("signatures.desk.admin.SignatureAdmin.list_per_page", 1)

    all_of_them = desk.get(LIST).text
    searched = desk.get(f"{LIST}?q=suzie").text
    few = desk.get(f"{LIST}?q=nobody").text
    monkeypatch.setattr(lists, "MOST_LISTED", 3)
    within = desk.get(LIST).text

    assert "the newest 2 lines of more" in all_of_them
    assert "Select all 2" not in all_of_them
    assert "Select all 3 lines" in within
    assert "more than 2 results" in searched
    assert "0 results" in few
