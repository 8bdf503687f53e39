"""What the public sees of signatories: what they chose, and nothing that betrays more (rule 4)."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appeal.models import Appeal
from signatures.enums import Display, ModerationStatus, SignatureStatus
from signatures.folding import search_key
from signatures.models import Signature
from signatures.models.clock import database_now
from signatures.wall.public import (
    PAGE_SIZE,
    PublicSignatory,
    drawn_signatories,
    latest_withdrawals,
    public_signatures,
    shown_name,
    wall_key,
    wall_page,
)
from tests.factories import make_appeal, make_signature

NAMES = st.text(
    alphabet=st.characters(categories=["L", "Zs"], include_characters="-'’"), max_size=30
)


def names(appeal: Appeal, **search: Any) -> list[str]:
    page = wall_page(appeal, language="fr", **search)
    return [entry.name for entry in page.signatories]


def every_page(appeal: Appeal, **search: Any) -> Iterator[list[PublicSignatory]]:
    after = ""
    while True:
        page = wall_page(appeal, language="fr", after=after, **search)
        yield page.signatories
        after = page.next_after
        if not after:
            return


def test_number_of_a_day_is_that_of_the_whole_day(appeal: Appeal) -> None:
    evening = datetime(2026, 3, 5, 22, 30, tzinfo=UTC)  # 23:30 in Paris
    moments = [
        evening + timedelta(hours=1),  # the next day, in Paris
        *[evening - timedelta(hours=hours) for hours in range(13)],
        evening - timedelta(hours=24),
    ]
    for moment in moments:
        gone = make_signature(appeal, status=SignatureStatus.WITHDRAWN)
        Signature.objects.filter(pk=gone.pk).update(withdrawn_at=moment)
    make_signature(make_appeal(slug="other", is_featured=False), status=SignatureStatus.WITHDRAWN)

    fifth, sixth = date(2026, 3, 5), date(2026, 3, 6)
    assert latest_withdrawals(appeal, limit=12) == [(sixth, 1), (fifth, 13)]
    assert latest_withdrawals(appeal, limit=1) == [(sixth, 1)]


def test_appeal_that_nobody_left_has_no_day_of_withdrawal(appeal: Appeal) -> None:
    make_signature(appeal)

    assert latest_withdrawals(appeal, limit=12) == []


@pytest.mark.parametrize("status", SignatureStatus)
@pytest.mark.parametrize("moderation", ModerationStatus)
@pytest.mark.parametrize("display", Display)
def test_name_is_shown_when_verified_and_chosen_and_neither_held_nor_hidden(
    appeal: Appeal, status: SignatureStatus, moderation: ModerationStatus, display: Display
) -> None:
    make_signature(
        appeal,
        first_name="Anne-Marie",
        last_name="Lefèvre",
        status=status,
        moderation=moderation,
        display=display,
    )

    visible = status == SignatureStatus.VERIFIED and moderation in {"unreviewed", "approved"}
    expected = {"full": ["Anne-Marie Lefèvre"], "initials": ["A.-M. L."], "hidden": []}
    shown = expected[display] if visible else []
    assert names(appeal) == shown
    drawn = drawn_signatories(appeal, language="fr", limit=10, now=database_now())
    assert [entry.name for entry in drawn] == shown
    assert public_signatures(appeal).count() == len(shown)


def test_entry_of_a_full_name_says_what_was_typed_beside_it(appeal: Appeal) -> None:
    make_signature(
        appeal,
        first_name="Suzie",
        last_name="Lefèvre",
        organisation="Université",
        job_title="Chercheuse",
        city="Montpellier",
        message="Bravo",
    )

    [entry] = wall_page(appeal, language="en").signatories

    assert entry == PublicSignatory(
        name="Suzie Lefèvre",
        category="Students",
        organisation="Université",
        job_title="Chercheuse",
        city="Montpellier",
    )


def test_entry_of_initials_says_nothing_beside_them(appeal: Appeal) -> None:
    """An organisation and a job title would name their only holder."""
    make_signature(
        appeal,
        first_name="Suzie",
        last_name="Lefèvre",
        organisation="Université",
        job_title="Présidente",
        city="Montpellier",
        display=Display.INITIALS,
    )

    [entry] = wall_page(appeal, language="en").signatories

    assert entry == PublicSignatory("S. L.", "Students", "", "", "")


@pytest.mark.parametrize(
    "query",
    ["lefevre", "LEFÈVRE", "Lefe", "anne marie", "marie-anne", "lefevre anne", "université"],
)
def test_search_finds_words_without_accents_in_any_order(appeal: Appeal, query: str) -> None:
    make_signature(
        appeal, first_name="Anne-Marie", last_name="Lefèvre", organisation="Université de Nîmes"
    )
    make_signature(appeal, first_name="Olga", last_name="Petrova")

    assert names(appeal, query=query) == ["Anne-Marie Lefèvre"]


def test_search_gives_who_is_called_so_first(appeal: Appeal) -> None:
    for first_name, last_name, organisation in (
        ("Martin", "Abadie", ""),
        ("Zoé", "Martineau", ""),
        ("Anne", "Martin", ""),
        ("Bob", "Zola", "Clinique Saint-Martin"),
        ("Olga", "Petrova", ""),
    ):
        make_signature(
            appeal, first_name=first_name, last_name=last_name, organisation=organisation
        )

    called, others = ["Anne Martin", "Zoé Martineau"], ["Martin Abadie", "Bob Zola"]
    assert names(appeal, query="Martin") == [*called, *others]
    for size in (1, 2, 3, 4):
        pages = every_page(appeal, query="martin", size=size)
        assert [entry.name for page in pages for entry in page] == [*called, *others], size
    assert names(appeal, query="martin anne") == ["Anne Martin"]
    assert names(appeal, query="martin", category="citizen") == []


@pytest.mark.parametrize("query", ["lefevre", "marie", "A.-M. L.", "a m l", "universite"])
def test_search_never_finds_who_shows_initials(appeal: Appeal, query: str) -> None:
    """A hit would tell that the person behind “A.-M. L.” is called so."""
    make_signature(
        appeal,
        first_name="Anne-Marie",
        last_name="Lefèvre",
        organisation="Université",
        display=Display.INITIALS,
    )

    assert names(appeal, query=query) == []


@pytest.mark.parametrize("query", ["%", "_", "\\", "'; --", "\x00", "\ud800", "لا"])
def test_search_takes_every_character_as_itself(appeal: Appeal, query: str) -> None:
    make_signature(appeal, first_name="Suzie", last_name="Exemple")

    found = names(appeal, query=query)

    assert found == ([] if search_key(query) else ["Suzie Exemple"])


def test_search_in_emails_is_not_possible(appeal: Appeal) -> None:
    make_signature(appeal, email="secret@campus.example", message="secret", city="Secret")

    assert names(appeal, query="secret") == []


def test_category_filters(appeal: Appeal) -> None:
    make_signature(appeal, last_name="Student")
    make_signature(appeal, last_name="Citizen", category=appeal.categories.get(code="citizen"))

    assert names(appeal, category="citizen") == ["Suzie Citizen"]
    assert names(appeal, category="student", query="citizen") == []
    assert names(appeal, category="nobody") == []


def test_wall_is_alphabetical_by_what_is_shown(appeal: Appeal) -> None:
    for first_name, last_name, display in (
        ("Zoé", "Martin", Display.FULL),
        ("Anne", "Élan", Display.FULL),
        ("Anne", "Zola", Display.INITIALS),
        ("Bob", "martin", Display.FULL),
        ("Zoé", "Albert", Display.INITIALS),
    ):
        make_signature(appeal, first_name=first_name, last_name=last_name, display=display)

    assert names(appeal) == ["Z. A.", "Anne Élan", "Bob martin", "Zoé Martin", "A. Z."]


@pytest.mark.requirement("R-70")
def test_drawn_names_change_by_the_hour_and_say_nothing_of_time(appeal: Appeal) -> None:
    now = database_now()
    for letter in "zyxwvutsrqponmlkjihgfedcba":
        make_signature(appeal, last_name=f"{letter}a".title(), first_name="")

    draws = [
        [entry.name for entry in drawn_signatories(appeal, language="fr", limit=5, now=at)]
        for at in (now, now, now + timedelta(hours=1), now + timedelta(hours=2))
    ]

    assert draws[0] == draws[1]
    assert len({tuple(draw) for draw in draws}) > 1
    assert all(draw == sorted(draw) and len(draw) == 5 for draw in draws)


def test_few_names_are_all_drawn(appeal: Appeal) -> None:
    for name in ("Martin", "Élan"):
        make_signature(appeal, last_name=name)

    drawn = drawn_signatories(appeal, language="fr", limit=5, now=database_now())

    assert [entry.name for entry in drawn] == ["Suzie Élan", "Suzie Martin"]


@pytest.mark.parametrize("number", [0, 1, PAGE_SIZE, PAGE_SIZE + 1, 2 * PAGE_SIZE + 5])
def test_pages_are_complete_and_without_duplicates(appeal: Appeal, number: int) -> None:
    for index in range(number):
        # Many of the same name, so that pages end in the middle of them.
        display = (Display.FULL, Display.INITIALS)[index % 2]
        make_signature(appeal, last_name="Martin", city=str(index), display=display)

    pages = list(every_page(appeal))

    assert [len(page) for page in pages[:-1]] == [PAGE_SIZE] * (len(pages) - 1)
    assert sum(len(page) for page in pages) == number
    cities = [entry.city for page in pages for entry in page if entry.city]
    assert sorted(map(int, cities)) == list(range(0, number, 2))


def test_pages_of_a_search_are_complete(appeal: Appeal) -> None:
    for _ in range(PAGE_SIZE + 3):
        make_signature(appeal, last_name="Martin")
        make_signature(appeal, last_name="Dupont")

    pages = list(every_page(appeal, query="martin"))

    assert [len(page) for page in pages] == [PAGE_SIZE, 3]
    assert {entry.name for page in pages for entry in page} == {"Suzie Martin"}


def test_place_of_the_next_page_reveals_nothing_hidden(appeal: Appeal) -> None:
    last = [
        make_signature(
            appeal,
            first_name="Zénobie",
            last_name="Quatrefages",
            email=f"secret{number}@quatrefages.example",
            organisation="Observatoire",
            display=Display.INITIALS,
        )
        for number in range(PAGE_SIZE + 1)
    ]

    after = wall_page(appeal, language="fr").next_after

    place, _tilde, handle = after.partition("~")
    assert place == "q z"
    assert handle in {signature.handle.hex for signature in last}


@pytest.mark.parametrize(
    "after",
    ["", "~", "x", "martin~", "~zz", "martin~not-a-handle", "\x00~" + "0" * 32, "\x00", "é" * 400],
)
def test_place_that_is_made_up_begins_somewhere(appeal: Appeal, after: str) -> None:
    make_signature(appeal, first_name="Suzie", last_name="Martin")

    assert names(appeal, after=after) == ["Suzie Martin"]


def test_walls_of_two_appeals_do_not_mix(appeal: Appeal) -> None:
    other = make_appeal(slug="other", is_featured=False)
    make_signature(appeal, last_name="Here")
    make_signature(other, last_name="There")

    assert (names(appeal), names(other)) == (["Suzie Here"], ["Suzie There"])


@pytest.mark.parametrize(
    ("first_name", "last_name", "initials"),
    [
        ("Anne-Marie", "Lefèvre", "A.-M. L."),
        ("Jean Paul", "de La Fontaine", "J. P. d. L. F."),
        ("Émile", "O’Brien", "É. O."),
        ("عمر", "الخيام", "ع. ا."),
        ("-", "--", ""),
        ("", "Martin", "M."),
    ],
)
def test_initials_of_a_name(first_name: str, last_name: str, initials: str) -> None:
    assert shown_name(first_name=first_name, last_name=last_name, display="initials") == initials


@given(first_name=NAMES, last_name=NAMES)
def test_initials_reveal_no_more_than_the_first_letter_of_each_word(
    first_name: str, last_name: str
) -> None:
    shown = shown_name(first_name=first_name, last_name=last_name, display="initials")

    words = re.split(r"[\s-]+", f"{first_name} {last_name}")
    assert re.split(r"[\s-]+", shown) == [f"{word[0]}." for word in words if word] or [""]
    assert all(len(piece) <= 2 for piece in re.split(r"[\s-]+", shown))


@given(first_name=NAMES, last_name=NAMES)
def test_place_on_the_wall_is_made_from_what_is_shown(first_name: str, last_name: str) -> None:
    place = wall_key(first_name, last_name, "initials")
    shown = shown_name(first_name=first_name, last_name=last_name, display="initials")

    assert sorted(place.split()) == sorted(search_key(shown).split())


@given(first_name=NAMES, last_name=NAMES)
def test_hidden_name_shows_nothing_and_has_no_place(first_name: str, last_name: str) -> None:
    shown = shown_name(first_name=first_name, last_name=last_name, display="hidden")

    assert (shown, wall_key(first_name, last_name, "hidden")) == ("", "")
