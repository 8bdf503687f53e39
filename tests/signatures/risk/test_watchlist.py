"""Watched names are recognised however they are spelt, and others are left in peace (R-11)."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures.folding import search_key
from signatures.migrations._watch_list import seeds
from signatures.models.watched_name import WatchedKind, WatchedName
from signatures.risk.watchlist import find_watched, matches, set_keys

PEOPLE = [
    ("Marie", "Curie"),
    ("Jean-Paul", "Sartre"),
    ("Charles", "de Gaulle"),
    ("Ursula", "von der Leyen"),
    ("Émile", "Zola"),
]
MIDDLE_NAMES = ["Jeanne", "Anne-Sophie", "Özgür", "K.", "Baptiste"]
OTHER_NAMES = ["Martin", "Nguyễn", "Lefèvre", "O’Brien", "عمر", "Bélanger", "Xu"]


def watched(first: str, last: str, kind: str = WatchedKind.WELL_KNOWN) -> WatchedName:
    name = WatchedName(kind=kind, first_name=first, last_name=last)
    set_keys(name)
    return name


def found(name: WatchedName, first: str, last: str, title: str = "") -> bool:
    return matches(
        name,
        words=search_key(first, last).split(),
        fields={"".join(search_key(one).split()) for one in (first, last)},
        title=search_key(title).split(),
    )


@st.composite
def spellings(draw: st.DrawFn) -> tuple[WatchedName, str, str]:
    """A watched person, as somebody might type the name."""
    first, last = draw(st.sampled_from(PEOPLE))
    name = watched(first, last)
    middle = draw(st.lists(st.sampled_from(MIDDLE_NAMES), max_size=2, unique=True))
    if draw(st.booleans()):
        initials = "".join(f"{part[0]}." for part in search_key(first).split())
        first, middle = draw(st.sampled_from([initials, initials.replace(".", " ")])), []
    first = " ".join([first, *middle])
    styles: list[Callable[[str], str]] = [str, str.upper, str.lower, search_key]
    style = draw(st.sampled_from(styles))
    first, last = style(first), style(last)
    fields = [first, last.replace(" ", draw(st.sampled_from([" ", "-", "  ", ""])))]
    if draw(st.booleans()):
        fields.reverse()
    if draw(st.booleans()):  # all in one field
        fields = ["", " ".join(fields)]
    return name, fields[0], fields[1]


@given(spellings())
def test_a_watched_person_is_found_however_the_name_is_typed(
    typed: tuple[WatchedName, str, str],
) -> None:
    name, first, last = typed

    assert found(name, first, last)


@given(
    st.sampled_from(PEOPLE),
    st.lists(st.sampled_from(OTHER_NAMES), min_size=1, max_size=3),
    st.lists(st.sampled_from(OTHER_NAMES), min_size=1, max_size=2),
)
def test_others_are_not_found_not_even_with_the_same_surname(
    person: tuple[str, str], first: list[str], last: list[str]
) -> None:
    name = watched(*person)

    assert not found(name, " ".join(first), " ".join(last))
    assert not found(name, " ".join(first), person[1])
    assert not found(name, person[0], " ".join(last))


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_the_comparison(first: str, last: str, title: str) -> None:
    for kind in WatchedKind.values:
        assert found(watched("Marie", "Curie", kind), first, last, title) in (True, False)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("M.", "Curie", True),
        ("J.-P.", "Sartre", True),
        ("JP", "Sartre", True),
        ("J", "Sartre", True),
        ("Jean P.", "Sartre", True),
        ("Jean", "Sartre", False),
        ("Paul", "Sartre", False),
        ("", "Curie", False),
        ("Pierre M.", "Curie", False),
        ("Marie", "Curie-Martin", True),
        ("Anne Marie", "Curie", True),
    ],
)
def test_initials_and_middle_names(first: str, last: str, expected: bool) -> None:  # noqa: FBT001
    names = [watched("Marie", "Curie"), watched("Jean-Paul", "Sartre")]

    assert any(found(name, first, last) for name in names) is expected


@pytest.mark.parametrize(
    ("first", "last", "title", "expected"),
    [
        ("Le Président de", "la République", "", True),
        ("Monsieur le", "Maire", "", True),
        ("Suzie", "Martin", "Maire de Palavas", True),
        ("Suzie", "Martin", "Assistante du maire", False),
        ("Martin", "King", "", False),
        ("Reine", "Martin", "", False),
        ("Suzie", "Maire", "", False),
        ("Suzie", "Le Maire", "", False),
    ],
)
def test_offices(first: str, last: str, title: str, expected: bool) -> None:  # noqa: FBT001
    names = ["Président de la République", "Maire", "King", "Reine"]
    offices = [watched("", name, WatchedKind.OFFICE) for name in names]

    assert any(found(office, first, last, title) for office in offices) is expected


def test_what_stands_for_a_whole_name(db: None) -> None:
    test, brand = watched("", "Test", WatchedKind.TEST), watched("", "Orange", WatchedKind.BRAND)
    alone = watched("", "Molière")

    assert found(test, "Test", "Suzie")
    assert found(test, "test", "TEST")
    assert not found(test, "Testard", "Suzie")
    assert found(brand, "", "Orange")
    assert found(brand, "Orange", "Orange")
    assert not found(brand, "Jean", "Orange")
    assert found(alone, "moliere", "")
    assert not found(alone, "Jean", "Molière")


@pytest.mark.requirement("R-11")
def test_the_list_that_comes_with_paraphe_is_there_and_finds_each_of_its_names(db: None) -> None:
    names = list(WatchedName.objects.all())

    assert len(names) == len(list(seeds())) > 100
    for name in names:
        title = name.last_name if name.kind == WatchedKind.OFFICE else ""
        first = name.first_name or ("Suzie" if title else "")
        last = "Martin" if title else name.last_name
        assert find_watched(first_name=first, last_name=last, job_title=title), name
    assert find_watched(first_name="Suzie", last_name="Martin", job_title="La maire de Lattes")
    assert find_watched(first_name="Suzie", last_name="Martin", job_title="Enseignante") is None
    assert find_watched(first_name="", last_name="") is None


@pytest.mark.parametrize("last", ["Moulin", "Hugo", "Camus", "Pierre", "Holmes", "Potter"])
def test_a_famous_surname_alone_holds_nobody(db: None, last: str) -> None:
    assert find_watched(first_name="Suzie", last_name=last) is None
