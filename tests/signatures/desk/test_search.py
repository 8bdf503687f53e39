"""Find a signature by what one remembers of it."""

import pytest

from appeal.models import Appeal
from signatures.desk.search import search_signatures
from signatures.models import Signature
from tests.factories import make_signature


def found(term: str, *, by_address: bool = True) -> list[str]:
    signatures = search_signatures(Signature.objects.all(), term, by_address=by_address)
    return sorted(signatures.values_list("last_name", flat=True))


@pytest.fixture
def people(appeal: Appeal) -> None:
    make_signature(
        appeal,
        first_name="Anne-Marie",
        last_name="Lefèvre",
        email="Anne.Lefevre+appel@gmail.com",
        organisation="École d’Exemple",
    )
    make_signature(appeal, first_name="Zoé", last_name="Wu", email="zoe@campus.example")
    make_signature(appeal, first_name="Léa", last_name="O’Neill", email="lea@campus.example")


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("", ["Lefèvre", "O’Neill", "Wu"]),
        ("  ", ["Lefèvre", "O’Neill", "Wu"]),
        ("lefevre", ["Lefèvre"]),
        ("LEFÈVRE Anne", ["Lefèvre"]),
        ("marie lefevre", ["Lefèvre"]),
        ("fèv", ["Lefèvre"]),
        ("ecole exemple", ["Lefèvre"]),
        ("anne wu", []),
        ("o'neill", ["O’Neill"]),
        ("wu", ["Wu"]),
        ("le", ["Lefèvre", "O’Neill"]),  # where a word begins: Lefèvre, Léa
        ("vr", []),  # two letters are not looked for inside words
        ("z", ["Wu"]),
        ("%", []),
        ("!!!", []),
    ],
)
def test_names_and_organisations_are_found_however_they_are_typed(
    term: str, expected: list[str]
) -> None:
    assert found(term) == expected


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("anne.lefevre+appel@gmail.com", ["Lefèvre"]),
        ("annelefevre@googlemail.com", ["Lefèvre"]),
        ("ZOE@CAMPUS.EXAMPLE", ["Wu"]),
        ("@campus.example", []),
        ("nobody@campus.example", []),
    ],
)
def test_an_address_finds_its_mailbox_however_it_is_spelt(term: str, expected: list[str]) -> None:
    assert found(term) == expected


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("term", ["zoe@campus.example", "campus", "campus.example", "@"])
def test_who_may_not_see_addresses_finds_nothing_by_them(term: str) -> None:
    assert found(term, by_address=False) == []


def test_an_erased_signature_is_not_found(appeal: Appeal) -> None:
    make_signature(appeal, status="withdrawn")

    assert found("suzie") == []
