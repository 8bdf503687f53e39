"""Names nobody bears, and names that look odd and are borne."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.risk import patterns


@pytest.mark.parametrize(
    "name",
    [
        ("Test", "Test"),
        ("azerty", "Qwertyuiop"),
        ("Nom", "Prénom"),
        ("aaaa", "bbbbb"),
        ("Dr", "Fakename"),
        ("M.", "Anonyme"),
        ("TOTO", "tata"),
    ],
)
def test_fillers_are_seen(name: tuple[str, str]) -> None:
    assert patterns.is_filler_name(*name)


@pytest.mark.parametrize(
    "name",
    [
        ("Toto", "Schillaci"),
        ("Foo", "Wei Ming"),
        ("Marie", "Personne"),
        ("Jürgen", "Wertheimer"),
        ("Anne", "Essai-Martin"),
        ("عمر", "الخيام"),
        ("Smrž", "Krč"),
        ("Ng", "Ng"),
        ("Dr", "M"),
        ("Aaron", "Zzyzx"),
        ("III", "Ludwig"),
    ],
)
def test_borne_names_are_no_fillers(name: tuple[str, str]) -> None:
    assert not patterns.is_filler_name(*name)


def test_odd_words() -> None:
    assert patterns.has_odd_word("Test", "Martin")
    assert patterns.has_odd_word("Xkcdq", "Martin")
    assert not patterns.has_odd_word("Lynn", "Smyth")
    assert not patterns.has_odd_word("Nguyễn", "Thị Minh Khai")


def test_links_and_generated_mailboxes() -> None:
    assert patterns.has_link("gagnez sur CASINO.com/win")
    assert patterns.has_link("voir http://x")
    assert not patterns.has_link("Merci. Comment faire ? info svp")
    assert patterns.is_generated_mailbox("a8f3k2q9z1@x.example")
    assert not patterns.is_generated_mailbox("suzie.exemple1998@x.example")
    assert not patterns.is_generated_mailbox("x1y2@x.example")


@given(st.text(max_size=80), st.text(max_size=80))
def test_nothing_that_can_be_typed_breaks_them(first: str, last: str) -> None:
    patterns.is_filler_name(first, last)
    patterns.has_odd_word(first, last)
    patterns.has_link(first + last)
    patterns.is_generated_mailbox(f"{first}@{last}")
